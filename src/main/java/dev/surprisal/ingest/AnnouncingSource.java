package dev.surprisal.ingest;

import dev.surprisal.event.Notice;
import dev.surprisal.event.Payload;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Any source of payloads, with word of its partitions between them. The watermark is the least of
 * the partitions' clocks, and a partition that nobody has heard of cannot hold it back.
 *
 * <ul>
 *   <li>{@link Notice#BEGAN}: of every split that a reader is given, before any further payload;
 *       after a restart of the restored ones again
 *   <li>{@link Notice#ENDED}: after a split's last payload; of a partition that several splits are
 *       of, after the last of them
 *   <li>{@link Notice#NO_MORE}: no split will be added to this reader; its partition is "". May
 *       come again after a restart
 * </ul>
 *
 * @param <SplitT> the source's split
 * @param <EnumT> what its enumerator keeps
 */
public final class AnnouncingSource<SplitT extends SourceSplit, EnumT>
        implements Source<Payload, SplitT, EnumT>, ResultTypeQueryable<Payload> {

    private static final long serialVersionUID = 1L;

    private final Source<Payload, SplitT, EnumT> source;
    private final SerializableFunction<SplitT, String> partition;

    /**
     * Wraps a source.
     *
     * @param source whose readers give up a split's output when the split ends, as all readers do
     *     that are built on Flink's {@code SourceReaderBase}
     * @param partition what {@code origin.source} of a split's payloads is
     * @throws IllegalArgumentException if the source wants its splits back after a restart, which
     *     Flink would not do for it once it is wrapped
     */
    public AnnouncingSource(
            Source<Payload, SplitT, EnumT> source, SerializableFunction<SplitT, String> partition) {
        if (source instanceof SupportsSplitReassignmentOnRecovery) {
            throw new IllegalArgumentException(
                    source.getClass().getName() + " takes its splits back after a restart");
        }
        this.source = source;
        this.partition = partition;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<Payload, SplitT> createReader(SourceReaderContext context)
            throws Exception {
        return new AnnouncingReader<>(source.createReader(context), partition);
    }

    @Override
    public SplitEnumerator<SplitT, EnumT> createEnumerator(SplitEnumeratorContext<SplitT> context)
            throws Exception {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<SplitT, EnumT> restoreEnumerator(
            SplitEnumeratorContext<SplitT> context, EnumT state) throws Exception {
        return source.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<SplitT> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<EnumT> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<Payload> getProducedType() {
        return TypeInformation.of(Payload.class);
    }
}

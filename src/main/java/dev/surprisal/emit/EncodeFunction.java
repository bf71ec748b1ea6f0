package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Encodes one kind of record.
 *
 * @param <T> the record
 */
public final class EncodeFunction<T> implements MapFunction<T, ResultLine> {

    private static final long serialVersionUID = 1L;

    /** A serialisable method of {@link ResultEncoder}. */
    public interface Encoding<T> extends Serializable {

        /** Encodes one record. */
        ResultLine encode(ResultEncoder encoder, T record) throws IOException;
    }

    private final String job;
    private final Encoding<T> encoding;
    private transient ResultEncoder encoder;

    /** Encodes with {@code encoding}, naming {@code job} in each line. */
    public EncodeFunction(String job, Encoding<T> encoding) {
        this.job = job;
        this.encoding = encoding;
    }

    @Override
    public ResultLine map(T record) throws IOException {
        if (encoder == null) {
            encoder = new ResultEncoder(job);
        }
        return encoding.encode(encoder, record);
    }
}

package dev.surprisal.emit;

import dev.surprisal.event.ResultLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.Encoder;

/** Writes the JSON of a line and a newline, in UTF-8. */
final class FileLineEncoder implements Encoder<ResultLine> {

    private static final long serialVersionUID = 1L;

    @Override
    public void encode(ResultLine line, OutputStream stream) throws IOException {
        stream.write(line.json().getBytes(StandardCharsets.UTF_8));
        stream.write('\n');
    }
}

package dev.surprisal.server;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects a body into one array and breaks off where it grows too long. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private static final int CAPACITY_FIRST = 8 << 10;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final int bytesMax;
    private byte[] bytes;
    private int length;
    private Flow.Subscription subscription;

    private LimitedBody(int bytesMax, long announced) {
        this.bytesMax = bytesMax;
        boolean usable = announced >= 0 && announced <= bytesMax;
        // What is announced need not come, so no more than a little is taken on trust.
        bytes = new byte[usable ? (int) Math.min(announced, 1 << 20) : CAPACITY_FIRST];
    }

    static HttpResponse.BodyHandler<byte[]> handler(int bytesMax) {
        return head ->
                new LimitedBody(
                        bytesMax, head.headers().firstValueAsLong("content-length").orElse(-1));
    }

    /** A body beyond the limit: no retry will make it shorter. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(int bytesMax) {
            super("the answer is longer than " + bytesMax + " bytes");
        }
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int more = buffer.remaining();
            if (more > bytesMax - length) {
                subscription.cancel();
                whole.completeExceptionally(new TooLongException(bytesMax));
                return;
            }
            if (length + more > bytes.length) {
                long grown = Math.max(length + more, 2L * bytes.length);
                bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, grown));
            }
            buffer.get(bytes, length, more);
            length += more;
        }
    }

    @Override
    public void onError(Throwable fault) {
        whole.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        whole.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }
}

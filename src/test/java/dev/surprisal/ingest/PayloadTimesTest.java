package dev.surprisal.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Completion;
import dev.surprisal.event.Delivery;
import dev.surprisal.event.EventTimeOrigin;
import dev.surprisal.event.Origin;
import dev.surprisal.payload.MalformedPayloadException;
import dev.surprisal.payload.PayloadDecoder;
import dev.surprisal.payload.PayloadDefaults;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadTimesTest {

    private static final long NOON = 1_772_452_800_000L;
    private static final long DAY = 86_400_000L;

    private static Completion completion(Long time) throws MalformedPayloadException {
        String json =
                "{\"schema\":\"surprisal.payload/1\",\"document\":\"d\",\"model\":\"m\","
                        + (time == null ? "" : "\"event_time\":" + time + ",")
                        + "\"logprobs\":[-1]}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Origin origin = new Origin("p", 0, bytes.length, 0);
        return new PayloadDecoder()
                .decode(bytes, 0, bytes.length, origin, new PayloadDefaults("m", "d"))
                .get(0);
    }

    private static Delivery record(long time) {
        return new Delivery(time, new String[0], new String[0]);
    }

    private static EventTimeOrigin origin(Long own, Delivery delivery) throws Exception {
        return PayloadTimes.origin(completion(own), delivery);
    }

    @Test
    void thePayloadsOwnTimeGoesFirst() throws Exception {
        assertEquals(EventTimeOrigin.ENVELOPE, origin(NOON, null));
        assertEquals(EventTimeOrigin.ENVELOPE, origin(NOON, record(NOON + 5 * DAY)));
        assertEquals(
                EventTimeOrigin.ENVELOPE, origin(NOON, record(NOON - PayloadTimes.CLOCKS_MILLIS)));
    }

    @Test
    void theTopicsTimeWhereThereIsNoneOrItIsInTheFuture() throws Exception {
        assertEquals(EventTimeOrigin.RECORD, origin(null, record(NOON)));
        assertEquals(
                EventTimeOrigin.RECORD,
                origin(NOON, record(NOON - PayloadTimes.CLOCKS_MILLIS - 1)));
        assertEquals(EventTimeOrigin.PARTITION, origin(null, record(0)));
        assertEquals(EventTimeOrigin.PARTITION, origin(null, null));
    }

    @Test
    void aTimelessPayloadHasItsPartitions() throws Exception {
        EventClock clock = new EventClock();
        Completion timeless = completion(null);
        EventTimeOrigin partition = EventTimeOrigin.PARTITION;

        assertEquals(0, PayloadTimes.time(partition, timeless, null, clock));
        clock.judge(NOON, 1, false);
        assertEquals(NOON, PayloadTimes.time(partition, timeless, null, clock));
    }

    /** A producer whose clock is wrong, and a topic that was filled long after: each is alone. */
    @Test
    void aTopicsTimeVouchesForAPayloadsAndNotForItself() {
        EventTimeOrigin own = EventTimeOrigin.SERVER_CREATED;

        assertTrue(PayloadTimes.vouched(own, NOON, record(NOON + DAY)));
        assertFalse(PayloadTimes.vouched(own, NOON, record(NOON + DAY + 1)));
        assertFalse(PayloadTimes.vouched(EventTimeOrigin.RECORD, NOON, record(NOON)));
        assertFalse(PayloadTimes.vouched(own, NOON, record(0)));
        assertFalse(PayloadTimes.vouched(own, NOON, null));
    }
}

package dev.surprisal.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.TokenStatus;
import dev.surprisal.event.TopCandidates;
import dev.surprisal.event.TopLists;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTopsTest {

    private static final long SEED = 7_07;

    private static final String GOLDEN =
            "{'schema':'surprisal.rollout/1','step':1,'token_ids':[9,5,6,7],'mask':[0,1,1,1],"
                    + "'vocabulary':50000,'top_size':2,'sampler':[0,-0.5,-1.25,-3],"
                    + "'policy':[0,-0.6,-1.5,-2.5],"
                    + "'sampler_top':[[[0,0],[0,0]],[[5,8],[-0.5,-1.5]],[[6,1,3],[-1.25,-0.75,-2]],null],"
                    + "'policy_top':[null,[[8,5],[-1.75,-0.6]],[[1,6],[-0.5,-1.5]],[[7],[-2.5]]],"
                    + "'reference_top':null}";

    private static Rollout decode(byte[] line) throws Exception {
        return new RolloutDecoder()
                .decode(line, 0, line.length, new Origin("f", 0, line.length, 0))
                .rollout();
    }

    private static byte[] bytes(String line) {
        return line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** The lists of one role beside two tokens of its own. */
    private static TopLists top(String lists) throws Exception {
        return decode(bytes(line(lists))).policy().top();
    }

    private static String line(String lists) {
        return "{'schema':'surprisal.rollout/1','step':1,'token_ids':[1,2],'mask':[1,1],"
                + "'policy':[-1,-2],'policy_top':"
                + lists
                + "}";
    }

    @Test
    void listsArriveAsTheyStand() throws Exception {
        Rollout rollout = decode(bytes(GOLDEN));
        TopLists sampler = rollout.sampler().top();
        TopLists policy = rollout.policy().top();

        assertEquals(2, sampler.size());
        assertEquals(50000, sampler.vocabulary());
        byte ok = TokenStatus.OK.code();
        byte none = TokenStatus.NULL.code();
        byte padding = TokenStatus.PADDING.code();
        assertArrayEquals(new byte[] {padding, ok, ok, none}, sampler.statuses());
        assertArrayEquals(new int[] {0, 0, 2, 5, 5}, sampler.lists().offsets());
        assertArrayEquals(new long[] {5, 8, 6, 1, 3}, sampler.lists().tokens());
        assertArrayEquals(new double[] {-.5, -1.5, -1.25, -.75, -2}, sampler.lists().logprobs());
        assertArrayEquals(new byte[] {padding, ok, ok, ok}, policy.statuses());
        assertArrayEquals(new int[] {0, 0, 2, 4, 5}, policy.lists().offsets());
        assertArrayEquals(new long[] {8, 5, 1, 6, 7}, policy.lists().tokens());
        assertNull(rollout.reference());
    }

    @Test
    void recordWithoutListsHasNone() throws Exception {
        assertNull(top("null"));
        assertNull(decode(bytes(line("null").replace(",'policy_top':null", ""))).policy().top());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[[1],[-1]]]|policy_top has 1 entries, token_ids 2",
                "[null,[[1,2],[-1]]]|policy_top[1] has 2 tokens and 1 log-probs",
                "[null,[[1],[-1,-2]]]|policy_top[1] has 1 tokens and 2 log-probs",
                "[null,[[1]]]|policy_top[1] has less than two arrays",
                "[null,[]]|policy_top[1] has less than two arrays",
                "[null,[[1],[-1],[]]]|policy_top[1] has more than two arrays",
                "[null,[[-1],[-1]]]|policy_top[1] lists token -1",
                "[null,[[3,4,3],[-1,-2,-3]]]|policy_top[1] lists token 3 twice",
                "[null,[[1.5],[-1]]]|policy_top[][0] is a number, expected a whole",
                "[null,[[2147483648],[-1]]]|policy_top[][0] is 2.147483648E9",
                "[null,[['a'],[-1]]]|policy_top[][0] is a string, expected a whole number",
                "[null,[[1],['low']]]|policy_top[][1] is a string, expected a number",
                "[null,[[1],[[-1]]]]|policy_top[][1] is an array",
                "[null,{'1':-1}]|policy_top[] is an object, expected an array",
                "{}|policy_top is an object, expected an array",
                "[null,null],'top_size':0|top_size is 0.0",
                "[null,null],'sampler_top':[null,null]|a roll-out has sampler_top and no sampler",
            })
    void listsThatAreNoneAreADeadLetterWithReasonAndOffset(String lists, String reason) {
        byte[] line = bytes(line(lists));
        MalformedPayloadException fault =
                assertThrows(MalformedPayloadException.class, () -> decode(line));

        assertTrue(fault.reason().contains(reason), fault.reason());
        assertTrue(fault.offset() > 0 && fault.offset() <= line.length, fault.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[1,2],[-1,-2]]|OK|2",
                "[[1,2],[1e-5,-20]]|OK|2",
                "[[1,2],[-1,0.5]]|POSITIVE|0",
                "[[1,2],[-0.1,-0.1]]|POSITIVE|0",
                "[[1,2],[-1,'NaN']]|NON_FINITE|0",
                "[[1,2],[-1,null]]|NON_FINITE|0",
                "[[1,2],[-1,'Infinity']]|NON_FINITE|0",
                "[[1,2,3],[-1,'-Infinity',-2]]|OK|2",
                "[[1,2,3],[-1,-9999.0,-3.4e38]]|OK|1",
                "[[1,2],['-Infinity','-Infinity']]|NON_FINITE|0",
                "[[],[]]|NULL|0",
                "null|NULL|0",
            })
    void valuesThatAreNoLogProbsCostTheirListOrTheirEntry(
            String list, TokenStatus status, int entries) throws Exception {
        TopLists top = top("[[[7],[-1]]," + list + "]");

        assertEquals(status, TokenStatus.of(top.statuses()[1]));
        assertEquals(entries, top.lists().offsets()[2] - top.lists().offsets()[1]);
        for (double logprob : top.lists().logprobs()) {
            assertTrue(logprob <= 0 && logprob > -1e30);
        }
    }

    /** What stands under mask 0 is padding, of which a token twice is no fault. */
    @Test
    void listsUnderMaskZeroAreNotLookedAt() throws Exception {
        String fields = line("[[[0,0,-1],[0,5,'NaN']],[[1,2],[-1,-2]]]").replace("[1,1]", "[0,1]");
        TopLists top = decode(bytes(fields)).policy().top();

        assertEquals(TokenStatus.PADDING, TokenStatus.of(top.statuses()[0]));
        assertArrayEquals(new long[] {1, 2}, top.lists().tokens());
    }

    @Test
    void sizeIsTheServersWhereItAddsTheSampledToken() throws Exception {
        assertEquals(2, top("[[[1,2],[-1,-2]],[[1,2,3],[-1,-2,-3]]]").size());
        assertEquals(0, top("[[[1,2],[-1,-2]],[[1,2],[-1,-2]]]").size());
        assertEquals(0, top("[[[1],[-1]],[[1,2,3],[-1,-2,-3]]]").size());
        assertEquals(5, top("[[[1,2],[-1,-2]],[[1,2,3],[-1,-2,-3]]],'top_size':5").size());
    }

    @Test
    void listsOfARecordThatClosesAStepAreRefused() {
        String close = "{'schema':'surprisal.rollout/1','step':1,'closed':true,'policy_top':[]}";
        assertThrows(MalformedPayloadException.class, () -> decode(bytes(close)));
    }

    @Test
    void moreEntriesThanAPayloadMayHoldAreRefused() {
        String ids = "0,".repeat(Budget.ENTRIES_MAX) + "0";
        byte[] line = bytes(line("[null,[[" + ids + "],[]]]"));
        MalformedPayloadException fault =
                assertThrows(MalformedPayloadException.class, () -> decode(line));

        assertTrue(fault.reason().contains("token entries"), fault.reason());
    }

    @Test
    void everyCutOfALineIsADeadLetterAndNothingElse() throws Exception {
        byte[] line = bytes(GOLDEN);
        for (int end = 0; end < line.length; end++) {
            byte[] cut = Arrays.copyOf(line, end);
            assertThrows(MalformedPayloadException.class, () -> decode(cut), end + " bytes");
        }
        decode(line);
    }

    /** Whatever is done to a line, it decodes or is a dead letter, and no list is unsound. */
    @Test
    void mutatedLinesDecodeOrAreDeadLetters() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] line = bytes(GOLDEN);
        int decoded = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] mutated = Mutations.mutate(line, random);
            String which = "seed " + SEED + " case " + i;
            try {
                Rollout rollout = decode(mutated);
                decoded++;
                if (rollout != null) {
                    assertSound(rollout, which);
                }
            } catch (MalformedPayloadException e) {
                assertTrue(e.offset() >= 0 && e.offset() <= mutated.length, which);
            }
        }
        assertTrue(decoded > 60 && decoded < 5_900, decoded + " decoded");
    }

    private static void assertSound(Rollout rollout, String which) {
        for (Role role : Role.values()) {
            RoleScores scores = rollout.scores(role);
            if (scores != null && scores.top() != null) {
                assertSound(scores.top(), rollout.mask(), which);
            }
        }
    }

    private static void assertSound(TopLists top, boolean[] mask, String which) {
        TopCandidates lists = top.lists();
        assertEquals(mask.length, top.statuses().length, which);
        assertEquals(mask.length + 1, lists.offsets().length, which);
        for (int i = 0; i < mask.length; i++) {
            int from = lists.offsets()[i];
            int to = lists.offsets()[i + 1];
            assertEquals(top.statuses()[i] == TokenStatus.OK.code(), to > from, which);
            assertEquals(!mask[i], top.statuses()[i] == TokenStatus.PADDING.code(), which);
            Set<Long> tokens = new HashSet<>();
            double mass = 0;
            for (int j = from; j < to; j++) {
                assertTrue(lists.tokens()[j] >= 0 && tokens.add(lists.tokens()[j]), which);
                assertTrue(lists.logprobs()[j] <= 0 && lists.logprobs()[j] > -1e30, which);
                mass += Math.exp(lists.logprobs()[j]);
            }
            assertTrue(mass <= 1 + 2 * RolloutTops.MASS_TOLERANCE, which);
        }
        assertEquals(lists.offsets()[mask.length], lists.tokens().length, which);
        assertEquals(lists.tokens().length, lists.logprobs().length, which);
    }
}

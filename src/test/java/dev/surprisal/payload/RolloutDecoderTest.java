package dev.surprisal.payload;

import static dev.surprisal.event.TokenStatus.NEG_INF;
import static dev.surprisal.event.TokenStatus.NON_FINITE;
import static dev.surprisal.event.TokenStatus.NOT_MEASURED;
import static dev.surprisal.event.TokenStatus.OK;
import static dev.surprisal.event.TokenStatus.PADDING;
import static dev.surprisal.event.TokenStatus.POSITIVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.surprisal.event.Origin;
import dev.surprisal.event.Reward;
import dev.surprisal.event.Role;
import dev.surprisal.event.RoleScores;
import dev.surprisal.event.Rollout;
import dev.surprisal.event.SourceFormat;
import dev.surprisal.event.TokenStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutDecoderTest {

    private static final long SEED = 7_04;

    private static DecodedRollout decode(String json, String source) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new RolloutDecoder()
                .decode(bytes, 0, bytes.length, new Origin(source, 0, bytes.length, 0));
    }

    private static Rollout rollout(String fields) throws Exception {
        String head = "{\"schema\":\"surprisal.rollout/1\",\"step\":1,";
        return decode(head + fields.replace('\'', '"') + "}", "f").rollout();
    }

    private static List<TokenStatus> statuses(RoleScores scores) {
        List<TokenStatus> statuses = new ArrayList<>();
        for (byte code : scores.statuses()) {
            statuses.add(TokenStatus.of(code));
        }
        return statuses;
    }

    private static String fault(String fields) {
        return assertThrows(MalformedPayloadException.class, () -> rollout(fields)).reason();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'token_ids':[1,2],'mask':[1,1],'policy':[-1]|policy has 1 entries, token_ids 2",
                "'token_ids':[1],'mask':[1,1],'policy':[-1]|mask has 2 entries, token_ids 1",
                "'token_ids':[1],'policy':[-1]|a roll-out has no mask",
                "'mask':[1],'policy':[-1]|a roll-out has no token_ids",
                "'token_ids':[1],'mask':[1]|none of sampler, policy, reference",
                "'token_ids':[-1],'mask':[1],'policy':[-1]|token_ids[0] is -1 under mask 1",
                "'token_ids':[1],'mask':[2],'policy':[-1]|mask[] is 2.0, expected 0 or 1",
                "'token_ids':[1],'mask':[1],'policy':['low']|policy[] is a string",
                "'token_ids':[1],'mask':[1],'polcy':[-1]|a roll-out has no key 'polcy'",
                "'token_ids':[1],'mask':[1],'prev_logprobs':[-1]|no key 'prev_logprobs'",
                "'token_ids':[1],'mask':[1],'policy':[-1],'top_p':0|top_p is 0.0",
                "'token_ids':[1],'mask':[1],'policy':[-1],'turn':-1|turn is -1.0",
                "'token_ids':[1],'mask':[1],'policy':[-1],'writer':1|writer is 1 of 1 writers",
                "'token_ids':[1],'mask':[1],'policy':[-1],'sampled_by':'me'|sampled_by is 'me'",
                "'token_ids':[1],'mask':[1],'policy':[-1],'distribution':'x'|distribution is 'x'",
                "'closed':true,'token_ids':[1]|a record that closes a step has no tokens",
            })
    void recordThatSaysTwoThingsIsADeadLetterWithItsReason(String fields, String reason) {
        String found = fault(fields);
        assertTrue(found.contains(reason), found);
    }

    @Test
    void otherSchemasAndOtherObjectsAreRefused() {
        for (String json :
                List.of(
                        "{\"schema\":\"surprisal.rollout/2\"}",
                        "{\"schema\":\"surprisal.payload/1\"}",
                        "{}",
                        "[]",
                        "3",
                        "",
                        "{\"schema\":\"surprisal.rollout/1\",\"step\":1")) {
            assertThrows(MalformedPayloadException.class, () -> decode(json, "f"), json);
        }
    }

    @Test
    void everyCutOfALineIsADeadLetterAndNothingElse() throws Exception {
        String line =
                "{\"schema\":\"surprisal.rollout/1\",\"step\":1,\"token_ids\":[1,2],"
                        + "\"mask\":[1,0],\"policy\":[-1.5,null],\"reward\":\"NaN\"}";
        decode(line, "f");
        for (int end = 0; end < line.length(); end++) {
            String cut = line.substring(0, end);
            assertThrows(MalformedPayloadException.class, () -> decode(cut, "f"), cut);
        }
    }

    @Test
    void valuesThatAreNoLogProbsHaveAStatus() throws Exception {
        Rollout rollout =
                rollout(
                        "'token_ids':[1,2,3,4,5,6,7],'mask':[1,1,1,1,1,1,0],"
                                + "'policy':[-1,0.5,'-Infinity','NaN',null,1e-5,1.0]");

        assertEquals(
                List.of(OK, POSITIVE, NEG_INF, NON_FINITE, TokenStatus.NULL, OK, PADDING),
                statuses(rollout.policy()));
        assertEquals(0.0, rollout.policy().logprobs()[5]);
    }

    /** A pad of each framework, with a mask that knows it and with one that does not. */
    @ParameterizedTest
    @CsvSource({"0.0", "1.0", "-3.912023005"})
    void paddingIsNeverAveragedIn(String pad) throws Exception {
        String scores = "'sampler':[-1,-2,%1$s,%1$s],'policy':[-1.5,-2.5,%1$s,%1$s]";
        String ids = "'token_ids':[1,2,0,0],'mask':";
        Rollout masked = rollout(ids + "[1,1,0,0]," + scores.formatted(pad));
        Rollout unmasked = rollout(ids + "[1,1,1,1]," + scores.formatted(pad));

        TokenStatus found = pad.equals("1.0") ? POSITIVE : NOT_MEASURED;
        assertEquals(List.of(OK, OK, PADDING, PADDING), statuses(masked.sampler()));
        assertEquals(List.of(OK, OK, found, found), statuses(unmasked.sampler()));
        assertEquals(List.of(OK, OK, found, found), statuses(unmasked.policy()));
    }

    @Test
    void uniformLogProbIsAStandInWhereTheVocabularyIsKnown() throws Exception {
        // prime-rl shifts right: the first position of what the trainer computed.
        String fields =
                "'token_ids':[1,2,3],'mask':[1,1,1],'vocabulary':50,"
                        + "'sampler':[-1,-3.91202307,-1],'policy':[-3.91202307,-2,-3.9121]";
        Rollout rollout = rollout(fields);

        assertEquals(List.of(OK, NOT_MEASURED, OK), statuses(rollout.sampler()));
        assertEquals(List.of(NOT_MEASURED, OK, OK), statuses(rollout.policy()));
    }

    @Test
    void repeatedTokensOfDifferentLogProbsAreNoPadding() throws Exception {
        Rollout rollout =
                rollout(
                        "'token_ids':[7,7,7],'mask':[1,1,1],"
                                + "'sampler':[-0.01,-0.01,-0.01],'policy':[-0.02,-0.01,-0.02]");

        assertEquals(List.of(OK, OK, OK), statuses(rollout.sampler()));
    }

    @Test
    void passThatWasSkippedIsNotMeasured() throws Exception {
        Rollout rollout =
                rollout(
                        "'token_ids':[1,2,3],'mask':[0,1,1],"
                                + "'sampler':[0,-1,-2],'policy':[0,0,0.0]");

        assertEquals(List.of(PADDING, NOT_MEASURED, NOT_MEASURED), statuses(rollout.policy()));
        assertEquals(List.of(PADDING, OK, OK), statuses(rollout.sampler()));
    }

    /** Whatever is done to a line, it decodes or is a dead letter, and no sum sees a bad value. */
    @Test
    void mutatedLinesDecodeOrAreDeadLetters() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> lines =
                List.of(
                        "{\"schema\":\"surprisal.rollout/1\",\"step\":1,\"token_ids\":[1,2,3],"
                                + "\"mask\":[1,0,1],\"sampler\":[-1,0,-2],\"policy\":[-1.5,1.0,null],"
                                + "\"reward\":1,\"turn\":0,\"env\":\"a\",\"top_p\":0.9,\"top_k\":5,"
                                + "\"vocabulary\":7,\"weight_version\":3,\"extra\":{\"a\":[1]}}",
                        "{\"token_ids\":[[5,6]],\"token_loss_mask\":[[0,1]],\"rewards\":[1],"
                                + "\"generation_logprobs\":[[0,-1]],\"prev_logprobs\":[[0,-2]],"
                                + "\"input_lengths\":[2],\"idx\":[0]}",
                        "{\"schema\":\"surprisal.rollout/1\",\"step\":1,\"closed\":true,"
                                + "\"rollouts\":3,\"writer\":1,\"writers\":2,\"seq\":4}");
        int decoded = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes =
                    Mutations.mutate(lines.get(i % 3).getBytes(StandardCharsets.UTF_8), random);
            String which = "seed " + SEED + " case " + i;
            Origin origin = new Origin("train_data_step1.jsonl", 0, bytes.length, 0);
            try {
                DecodedRollout record = new RolloutDecoder().decode(bytes, 0, bytes.length, origin);
                decoded++;
                if (record.rollout() != null) {
                    assertSound(record.rollout(), which);
                }
            } catch (MalformedPayloadException e) {
                assertTrue(e.offset() >= 0 && e.offset() <= bytes.length, which);
            }
        }
        assertTrue(decoded > 1_000 && decoded < 29_000, decoded + " decoded");
    }

    private static void assertSound(Rollout rollout, String which) {
        for (Role role : Role.values()) {
            RoleScores scores = rollout.scores(role);
            if (scores == null) {
                continue;
            }
            assertEquals(rollout.tokenIds().length, scores.logprobs().length, which);
            for (int i = 0; i < scores.logprobs().length; i++) {
                boolean ok = scores.statuses()[i] == OK.code();
                double value = scores.logprobs()[i];
                assertTrue(ok ? value <= 0 && value > -1e30 : Double.isNaN(value), which);
                assertTrue(rollout.mask()[i] || scores.statuses()[i] == PADDING.code(), which);
            }
        }
    }

    @Test
    void nemoRlLineSaysItsStepInTheFilesName() throws Exception {
        String line =
                "{\"content\":\"x\",\"rewards\":[0.5],\"input_lengths\":[4],"
                        + "\"token_ids\":[[5,6,7,8,9]],\"token_loss_mask\":[[0,1,1,1,1]],"
                        + "\"sample_loss_mask\":[1.0],\"advantages\":[[0,1,1,1,0]],"
                        + "\"generation_logprobs\":[[0.0,NaN,-Infinity,-2.25,-7.0]],"
                        + "\"prev_logprobs\":[[0.0,-0.5,-0.5,-2.5,0.0]],\"idx\":[3]}";
        Rollout rollout = decode(line, "logs/exp_1/train_data_step12.jsonl").rollout();

        assertEquals(SourceFormat.NEMO_RL, rollout.format());
        assertEquals(12, rollout.step());
        assertEquals(3, rollout.identity().sequence());
        assertEquals(Reward.of(.5), rollout.reward());
        assertEquals(
                List.of(PADDING, NON_FINITE, NEG_INF, OK, PADDING), statuses(rollout.sampler()));
        assertEquals(List.of(PADDING, OK, OK, OK, PADDING), statuses(rollout.policy()));
        assertNull(rollout.reference());
        assertThrows(MalformedPayloadException.class, () -> decode(line, "other.jsonl"));
    }

    @Test
    void nemoRlPolicyThatWasSkippedIsNone() throws Exception {
        String line =
                "{\"token_ids\":[5,6,7],\"token_loss_mask\":[0,1,1],"
                        + "\"generation_logprobs\":[0,-1,-2],\"prev_logprobs\":[0,0,0]}";
        Rollout rollout = decode(line, "train_data_step3.jsonl.gz").rollout();

        assertNull(rollout.policy());
        assertEquals(List.of(PADDING, OK, OK), statuses(rollout.sampler()));
    }

    @Test
    void nemoRlSampleThatIsNotTrainedOnIsEmpty() throws Exception {
        String line =
                "{\"token_ids\":[5,6],\"token_loss_mask\":[1,1],\"sample_loss_mask\":0.0,"
                        + "\"generation_logprobs\":[-1,-2]}";

        assertEquals(0, decode(line, "train_data_step3.jsonl").rollout().length());
    }
}

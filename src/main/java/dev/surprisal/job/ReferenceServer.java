package dev.surprisal.job;

import dev.surprisal.config.EvaluationSettings;
import dev.surprisal.server.RefusedServerException;
import dev.surprisal.server.ServerProbe;
import dev.surprisal.server.ServerProfile;
import dev.surprisal.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A server of the reference that was found to answer.
 *
 * @param settings how it is asked
 * @param profile what it answers
 */
record ReferenceServer(ServerSettings settings, ServerProfile profile) {

    /**
     * Asks it, before the job starts.
     *
     * @throws RefusedInputException saying why it cannot be used
     */
    static ReferenceServer of(EvaluationSettings.ServerSettings given)
            throws RefusedInputException {
        if (given.urls().contains(EvaluationServer.DEMO)) {
            throw RefusedInputException.mismatch("drift.server.url: demo is not for roll-outs");
        }
        try (EvaluationServer server = EvaluationServer.of(given, Path.of(""))) {
            ServerProfile profile = ServerProbe.probe(server.settings());
            if (!profile.tokenIds()) {
                throw RefusedInputException.mismatch(
                        "drift.server: takes text alone, and a roll-out has token ids");
            }
            return new ReferenceServer(server.settings(), profile);
        } catch (RefusedServerException | IOException e) {
            throw RefusedInputException.mismatch("drift.server: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedInputException.mismatch("drift.server: interrupted");
        }
    }
}

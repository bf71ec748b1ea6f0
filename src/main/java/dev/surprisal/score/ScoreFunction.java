package dev.surprisal.score;

import dev.surprisal.event.Completion;
import dev.surprisal.event.CompletionScore;
import dev.surprisal.kernel.LogSpace;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The score stage as Flink sees it: one scorer a subtask, nothing kept between records. */
public final class ScoreFunction extends RichMapFunction<Completion, CompletionScore> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ScoreFunction.class);

    private final ScoreSpec spec;
    private transient CompletionScorer scorer;

    /** A stage that computes what {@code spec} asks for. */
    public ScoreFunction(ScoreSpec spec) {
        this.spec = spec;
    }

    @Override
    public void open(OpenContext context) {
        scorer = new CompletionScorer(spec);
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            sayKernel();
        }
    }

    /** Once a job: whoever waits for a slow kernel should know that there is a fast one. */
    private static void sayKernel() {
        if (LogSpace.kernelAdvice() == null) {
            LOG.info("row kernel {}", LogSpace.kernelName());
        } else {
            LOG.warn("row kernel {}: {}", LogSpace.kernelName(), LogSpace.kernelAdvice());
        }
    }

    @Override
    public CompletionScore map(Completion completion) {
        return scorer.score(completion);
    }
}

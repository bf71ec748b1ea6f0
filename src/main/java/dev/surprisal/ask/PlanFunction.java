package dev.surprisal.ask;

import dev.surprisal.corpus.TextDocument;
import dev.surprisal.event.Completion;
import dev.surprisal.event.TextMeasure;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Documents to windows. A document in which nothing is scored goes past the server. */
final class PlanFunction extends ProcessFunction<TextDocument, WindowRequest> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<Completion> NOTHING_TO_SCORE = new OutputTag<>("nothing-to-score") {};

    private final AskSpec spec;
    private transient WindowPlanner planner;

    PlanFunction(AskSpec spec) {
        this.spec = spec;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        planner =
                WindowPlanner.open(
                        spec.convention(), spec.tokenizerPath(), !spec.profile().tokenIds());
    }

    @Override
    public void processElement(
            TextDocument document, Context context, Collector<WindowRequest> out) {
        DocumentPlan plan = planner.plan(document, out::collect);
        if (plan.coverage().scored() == 0) {
            TextMeasure measure = plan.measure();
            TextMeasure nothing =
                    new TextMeasure(
                            measure.group(),
                            measure.tokenizer(),
                            measure.words(),
                            measure.bytes(),
                            0.0,
                            0,
                            measure.averaging(),
                            0,
                            null,
                            null);
            context.output(NOTHING_TO_SCORE, Answers.nothing(spec, document.id(), nothing));
        }
    }

    @Override
    public void close() {
        if (planner != null) {
            planner.close();
        }
    }
}

package dev.surprisal.demo;

/**
 * Who answers what in the recorded stream: three models, two routes, and a payload shape for each
 * pair, since a fleet speaks several.
 */
enum MonitorKey {
    A_CHAT("tiny-a", "chat", "openai.chat", 0),
    A_CODE("tiny-a", "code", "llamacpp", 0),
    B_CHAT("tiny-b", "chat", "sglang", 7),
    B_CODE("tiny-b", "code", "ollama", 7),
    C_CHAT("tiny-c", "chat", "openai.chat", 11),
    C_CODE("tiny-c", "code", "openai.completions", 11);

    final String model;
    final String route;
    final String format;

    /** Seed of the stories that the model learnt. */
    final long weights;

    MonitorKey(String model, String route, String format, long weights) {
        this.model = model;
        this.route = route;
        this.format = format;
        this.weights = weights;
    }
}

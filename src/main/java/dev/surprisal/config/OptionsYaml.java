package dev.surprisal.config;

/**
 * Writes conf/surprisal.yaml: a job file with every option.
 *
 * <p>It can be run as it is. Required options have an example, others their default; what has
 * neither is commented out, with a {@code #} that has no space behind it, so that it can be told
 * from prose. Inside a section that is commented out, prose is too.
 */
final class OptionsYaml {

    private static final String HEADER =
            """
            # Every option of a job file. Required ones have an example and the others their default;
            # lines that begin with # and no space are options without a default.
            # Paths are relative to the job file's directory. Values may hold ${NAME} or ${NAME:-default}
            # from the environment; $${ is a literal ${. Written from SurprisalOptions: see ConfFileTest.
            # yaml-language-server: $schema=job.schema.json
            """;

    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder(HEADER);

    private OptionsYaml() {}

    static String text() {
        OptionsYaml yaml = new OptionsYaml();
        yaml.entries(SurprisalOptions.JOB, "", "");
        return yaml.out.toString();
    }

    private void entries(Section section, String margin, String indent) {
        for (Entry entry : section.entries()) {
            if (margin.isEmpty() && indent.isEmpty()) {
                out.append('\n');
            }
            if (entry instanceof Option<?> option) {
                option(option, margin, indent);
            } else {
                section((Section) entry, margin, indent);
            }
        }
    }

    private void section(Section section, String margin, String indent) {
        line(margin, indent, "# " + section.description());
        String off = isOn(section) ? margin : "#";
        line(off, indent, section.name() + ":");
        entries(section, off, indent + INDENT);
    }

    private void option(Option<?> option, String margin, String indent) {
        String values = (option.required() ? " Required: " : " Allowed: ") + option.allowed();
        line(margin, indent, "# " + option.description() + values + ".");
        boolean on = option.required() || option.defaultValue() != null;
        String key = option.name() + ": " + option.sample();
        if (on || !margin.isEmpty()) {
            line(margin, indent, key);
        } else {
            line("", indent, "#" + key);
        }
    }

    private void line(String margin, String indent, String text) {
        out.append(margin).append(indent).append(text).append('\n');
    }

    /** A section that may be left out is on only where leaving it out changes nothing. */
    private static boolean isOn(Section section) {
        return section.required()
                || section.entries().stream()
                        .allMatch(e -> e instanceof Option<?> o && o.defaultValue() != null);
    }
}

package dev.surprisal.config;

import org.yaml.snakeyaml.nodes.Tag;

/**
 * One scalar of a job file, after substitution.
 *
 * @param text its value, with environment variables put in: may be a secret, so never printed
 * @param plain whether it stands without quotes
 * @param tag what YAML 1.1 takes it for
 * @param substituted whether an environment variable had a part in {@code text}
 */
record Scalar(String text, boolean plain, Tag tag, boolean substituted) {

    /**
     * The text of something that is not a string to YAML. Quotes make a string, unless they stand
     * around a variable: there they are only good manners.
     */
    String unquoted(String noun) throws Unreadable {
        if (!plain && !substituted) {
            throw new Unreadable("is text because of its quotes, not " + noun);
        }
        return text;
    }

    /**
     * The text of a string. Refused where YAML 1.1 sees something else: another reader of the file
     * would, and {@code no} or {@code 010} would become false or 8 there. What came out of a
     * variable is text whatever it looks like, because its user has no quotes to add.
     */
    String string() throws Unreadable {
        if (plain && !substituted && !Tag.STR.equals(tag)) {
            throw new Unreadable("is " + kind() + " to YAML, not text: write it in quotes");
        }
        if (text.isBlank()) {
            throw new Unreadable("is empty");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new Unreadable("holds a control character");
        }
        return text;
    }

    private String kind() {
        if (Tag.BOOL.equals(tag)) {
            return "a boolean";
        }
        if (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag)) {
            return "a number";
        }
        return Tag.TIMESTAMP.equals(tag) ? "a date" : "a special word";
    }
}

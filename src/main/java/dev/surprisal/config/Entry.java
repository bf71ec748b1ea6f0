package dev.surprisal.config;

/** What can stand under a key: an option or a section of options. */
sealed interface Entry permits Option, Section {

    /** The key itself, last part of the path. */
    String name();

    /** Keys from the top of the job file, joined by dots. */
    String path();

    /** Whether it must be there wherever the section around it is. */
    boolean required();

    /** One sentence, for conf/surprisal.yaml and for editors. */
    String description();
}

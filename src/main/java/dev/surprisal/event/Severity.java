package dev.surprisal.event;

/** What an alert asks for. */
public enum Severity {
    /** Somebody has to look now; false ones are within the budget that the job states. */
    PAGE,
    /** Worth a look; nothing is promised about false ones. */
    WARNING,
    /** Something to know: a new revision, a baseline begun anew. */
    INFO
}

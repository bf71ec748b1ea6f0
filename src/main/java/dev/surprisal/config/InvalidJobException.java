package dev.surprisal.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A job file that cannot be run, with everything that is wrong with it, in reading order. */
public final class InvalidJobException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<JobProblem> problems;

    InvalidJobException(List<JobProblem> problems) {
        super(
                problems.stream()
                        .sorted(JobProblem.ORDER)
                        .map(JobProblem::toString)
                        .collect(joining("\n")));
        this.problems = problems.stream().sorted(JobProblem.ORDER).toList();
    }

    /** At least one problem, in reading order; the message has a line for each. */
    public List<JobProblem> problems() {
        return problems;
    }
}

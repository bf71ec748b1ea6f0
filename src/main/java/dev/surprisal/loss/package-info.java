/**
 * Losses of labelled predictions: what a line means, what it costs, and exact sums of that.
 *
 * <p>Start at {@link dev.surprisal.loss.LossSums}, which adds lines up and merges. A {@code Loss}
 * is a pure function of a line and one of its items, one class a family; each says its formula,
 * unit, gradient and what happens at the edges. {@link dev.surprisal.loss.LossSpec} names one with
 * its parameter; {@link dev.surprisal.loss.LabelledDecoder} reads lines of schema {@code
 * surprisal.labelled/1}. docs/LOSSES.md has formulas and sources.
 *
 * <p>Signs: a loss is what is minimised, so descending means going <em>against</em> the gradient. A
 * gradient is the derivative by the prediction (its number, its logit, its margin), and negative
 * where a larger prediction would cost less. docs and Javadoc give d loss / d prediction of one
 * item; that of the mean is it over the number of items.
 *
 * <p>Knows no Flink. Logs are natural; every transcendental is {@link java.lang.StrictMath}, so a
 * value is the same bits on any machine.
 */
package dev.surprisal.loss;

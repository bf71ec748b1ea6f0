/**
 * Arithmetic on full-vocabulary rows: a row of logits, as the bytes that arrived, becomes a handful
 * of numbers.
 *
 * <p>Start at {@link dev.surprisal.kernel.LogSpace}. It walks a row in blocks of at most 512
 * elements: a {@code LogSpaceKernel} looks at a block for a new maximum, then sums its weights
 * relative to the row's maximum so far in float lanes. {@code RowBlocks} says where a block's
 * floats are, {@code RowTally} and {@code PairTally} add blocks up. The results are {@link
 * dev.surprisal.kernel.RowStatistics} and {@link dev.surprisal.kernel.PairStatistics}, in nats.
 *
 * <p>The kernel exists twice, {@code ScalarLogSpaceKernel} and {@code PanamaLogSpaceKernel}, and
 * both give the same bits: the same 32 logical lanes, the same polynomial, the same fused
 * multiply-adds, and lanes added in one fixed order by code that both share. Every other
 * transcendental is {@link java.lang.StrictMath}. So a result depends neither on the machine nor on
 * the JDK.
 *
 * <p>Imports {@code event} only; knows no Flink. Nothing here is thread-safe, and nothing allocates
 * per row.
 */
package dev.surprisal.kernel;

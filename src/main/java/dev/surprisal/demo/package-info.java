/**
 * A small real language model behind HTTP, for tries and tests without a GPU: stories are made from
 * a grammar, a byte-level BPE and an interpolated Kneser-Ney model learn them, and a server gives
 * their log-probs in the shapes of real servers, with faults on demand. Pure Java: no Flink.
 *
 * <p>Everything follows from seeds, so every machine serves the same bits. Start at {@link
 * dev.surprisal.demo.DemoServer}; the numbers are {@code KneserNeyModel}'s.
 */
package dev.surprisal.demo;

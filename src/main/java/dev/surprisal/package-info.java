/**
 * Surprisal: what a model server says about its tokens, turned into cross-entropy, perplexity and
 * KL to a reference.
 *
 * <p>The flow, one package a stage; stages never import each other:
 *
 * <pre>
 * ingest ─► score ─► aggregate ─► emit
 * </pre>
 *
 * <p>What serves it: {@code event} (what flows), {@code kernel} (arithmetic), {@code payload}
 * (bytes of a server to records), {@code config} (what can be set), {@code job} (wires the stages),
 * {@code compare} (models against each other), {@code reference} (what a model said, saved), {@code
 * report} (other tools' layouts) and {@code cli} (what a person types). Start at {@code
 * job.PerplexityTopology}.
 */
package dev.surprisal;

package dev.surprisal.reference;

/**
 * What a saved reference is of.
 *
 * @param model name; null if not known
 * @param tokenizer hash of the tokenizer that its ids are of; null if not known
 * @param fingerprint of the convention; null if not known
 * @param convention in words; null if not known
 * @param k likeliest tokens kept at each position; 0 if none
 */
public record ReferenceHeader(
        String model, String tokenizer, String fingerprint, String convention, int k) {}

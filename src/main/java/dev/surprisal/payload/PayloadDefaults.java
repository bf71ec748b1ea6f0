package dev.surprisal.payload;

/**
 * What a payload is taken to say where it is silent.
 *
 * @param model name of the model if the payload names none; may be null
 * @param documentName what the document is called if the payload has no id: "file.jsonl:12"
 */
public record PayloadDefaults(String model, String documentName) {}

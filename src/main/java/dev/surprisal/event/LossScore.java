package dev.surprisal.event;

/**
 * One loss of one key in one window.
 *
 * @param labels the key
 * @param startMillis begin of the window, epoch milliseconds; 0 where the whole stream is one
 * @param endMillis its end, exclusive; 0 where the whole stream is one
 * @param loss its name
 * @param index of the loss in the job
 * @param unit of value, mean and sum
 * @param figures what it amounts to
 */
public record LossScore(
        Labels labels,
        long startMillis,
        long endMillis,
        String loss,
        int index,
        String unit,
        LossFigures figures) {}

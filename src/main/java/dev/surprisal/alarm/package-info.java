/**
 * Sequential tests of a key's windows against its baseline, and of steps against limits: what
 * raises alerts, and what ends them.
 *
 * <p>Start at {@link dev.surprisal.alarm.KeyWatch}, which takes the windows of one key in order and
 * gives alerts; over steps of training, at {@link dev.surprisal.alarm.StepWatch}, with {@code
 * LimitBetting}, {@code EqualityBetting} and {@code OverOptimisation} (docs/DRIFT-ALARMS.md). Every
 * {@code Detector} is a pure function of a state and a window: {@code MeanBetting} (e-SR, pages),
 * {@code RatioBetting} (e-CUSUM on a likelihood ratio, pages), {@code CusumChart} and {@code
 * ShareLimit} (warnings). The recursions are in {@code EProcess}; {@code TestedMean} is what a bet
 * pays for a window. docs/ALARMS.md has formulas, sources and guarantees.
 *
 * <p>Knows no Flink. Every transcendental is {@link java.lang.StrictMath}, and every loop runs in
 * one fixed order, so that a state is the same bits on any machine.
 */
package dev.surprisal.alarm;

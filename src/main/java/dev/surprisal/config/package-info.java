/**
 * What can be set: job files in, checked values out.
 *
 * <p>{@link dev.surprisal.config.SurprisalOptions} declares every option once: key, type, allowed
 * values, default, description. {@link dev.surprisal.config.JobFile} reads a YAML file against that
 * list and gives {@link dev.surprisal.config.JobSettings}, or an {@link
 * dev.surprisal.config.InvalidJobException} with all that is wrong, by line. conf/surprisal.yaml
 * and conf/job.schema.json are written from the same list.
 *
 * <pre>
 * text ─YamlText─► nodes ─SectionReader, ValueReader─► OptionValues ─► JobSettings
 *                            ▲ Section, Option, ValueType
 * </pre>
 *
 * <p>Only {@code job} and {@code cli} import this package: a stage takes plain values.
 */
package dev.surprisal.config;

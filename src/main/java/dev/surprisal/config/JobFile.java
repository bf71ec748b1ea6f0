package dev.surprisal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads job files.
 *
 * <p>A file either gives settings or an {@link InvalidJobException} that lists everything wrong
 * with it; whatever the bytes, never another exception. Files that it names are not looked for.
 */
public final class JobFile {

    private JobFile() {}

    /**
     * Reads a job from a file; its relative paths are relative to the file's directory.
     *
     * @param environment for {@code ${NAME}}; its values are never printed
     */
    public static JobSettings read(Path file, Map<String, String> environment)
            throws InvalidJobException {
        Problems problems = new Problems(Printable.bare(file.toString()));
        String text = text(file, problems);
        problems.throwIfAny();
        return parse(text, problems, file.toAbsolutePath().getParent(), environment);
    }

    /**
     * Reads a job from text.
     *
     * @param fileName how messages call it
     * @param baseDirectory what its relative paths are relative to
     * @param environment for {@code ${NAME}}; its values are never printed
     */
    public static JobSettings parse(
            String yaml, String fileName, Path baseDirectory, Map<String, String> environment)
            throws InvalidJobException {
        return parse(yaml, new Problems(fileName), baseDirectory, environment);
    }

    private static JobSettings parse(
            String yaml, Problems problems, Path directory, Map<String, String> environment)
            throws InvalidJobException {
        MappingNode root = YamlText.compose(yaml, problems);
        problems.throwIfAny();
        SectionReader reader = new SectionReader(problems, new EnvironmentText(environment));
        OptionValues values = reader.read(SurprisalOptions.JOB, root);
        checkData(values, problems);
        problems.throwIfAny();
        checkConvention(values, problems);
        LossRules.checkAbsent(values, problems);
        if (DriftSettings.isMeant(values)) {
            DriftRules.check(values, problems);
        } else if (LossSettings.isMeant(values)) {
            LossRules.check(values, problems);
        } else {
            MonitorRules.check(values, problems);
        }
        problems.throwIfAny();
        return JobSettings.of(values, directory);
    }

    /** What would say nothing without texts is refused rather than passed over. */
    private static void checkData(OptionValues values, Problems problems) {
        if (values.has(SurprisalOptions.DATA)) {
            return;
        }
        List<String> idle = new ArrayList<>();
        for (Section section : List.of(SurprisalOptions.SERVER, SurprisalOptions.CONVENTION)) {
            if (values.has(section)) {
                idle.add(section.name());
            }
        }
        for (Option<?> option : List.of(SurprisalOptions.JOURNAL, SurprisalOptions.SAVE)) {
            if (values.get(option) != null) {
                idle.add(option.name());
            }
        }
        boolean groups = MonitorSettings.isMeant(values) || LossSettings.isMeant(values);
        if (values.get(SurprisalOptions.GROUP_BY) != null && !groups) {
            idle.add(SurprisalOptions.GROUP_BY.name());
        }
        if (!idle.isEmpty()) {
            problems.add(String.join(", ", idle) + ": only with data");
        }
    }

    private static void checkConvention(OptionValues values, Problems problems) {
        try {
            ConventionOverrides.of(values);
        } catch (IllegalArgumentException e) {
            problems.add("convention: " + e.getMessage());
        }
    }

    /** The file's text, or null where a problem was added. */
    private static String text(Path file, Problems problems) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlText.BYTES_MAX + 1);
            if (bytes.length > YamlText.BYTES_MAX) {
                problems.add(YamlText.TOO_LARGE);
                return null;
            }
            // new String() would put U+FFFD into a path and look for a file of that name.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            problems.add("is not UTF-8");
        } catch (NoSuchFileException e) {
            problems.add("no such file");
        } catch (AccessDeniedException e) {
            problems.add("no permission to read it");
        } catch (IOException e) {
            problems.add(
                    Files.isDirectory(file)
                            ? "is a directory"
                            : "cannot be read: " + Printable.bare(String.valueOf(e.getMessage())));
        }
        return null;
    }
}

package dev.usbshare.service.config;

import dev.usbshare.service.Program;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program's settings as the documentation has them. */
public final class SettingsTable {

    private SettingsTable() {}

    /** Markdown. */
    public static String of(Program program) {
        return of(program, program.properties());
    }

    private static <T> String of(Program program, Class<T> properties) {
        SettingTree tree = SettingTree.of(properties);
        T defaults = new SettingsReader<>(properties, program.settings(), program.defaults())
                .read(new SettingSources(tree, Map.of(), Map.of(), null))
                .values();
        var rows = new ArrayList<String>();
        rows.add("| setting | value | default | meaning |");
        rows.add("|---|---|---|---|");
        tree.forEach((key, setting) -> {
            Meaning meaning = setting.meaning();
            String kind = switch (setting) {
                case Setting.Value value -> value.kind().text();
                case Setting.Many many -> "list";
                case Setting.Free free -> "any keys";
                case Setting.Group group -> throw new IllegalStateException();
            };
            String unit = meaning.unit().isEmpty() ? "" : " (" + meaning.unit() + ")";
            rows.add("| `" + key + "`" + (meaning.live() ? " ↻" : "") + " | " + cell(kind + unit) + " | "
                    + cell(SavedConfig.defaultText(meaning, defaultOf(defaults, key))) + " | " + cell(meaning.value())
                    + " |");
        });
        return String.join("\n", rows) + "\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    private static @Nullable Object defaultOf(Object defaults, String key) {
        Object at = key.startsWith(SettingTree.PREFIX + ".") ? defaults : null;
        if (key.contains("[]")) {
            return null;
        }
        for (String name : key.substring(SettingTree.PREFIX.length()).split("\\.")) {
            if (!name.isEmpty() && at != null) {
                at = member(at, name);
            }
        }
        return at;
    }

    private static @Nullable Object member(Object group, String name) {
        try {
            for (var component : group.getClass().getRecordComponents()) {
                if (SettingTree.kebab(component.getName()).equals(name)) {
                    component.getAccessor().setAccessible(true);
                    return component.getAccessor().invoke(group);
                }
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

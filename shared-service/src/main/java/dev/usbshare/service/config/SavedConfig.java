package dev.usbshare.service.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file of settings with every one of them, what it means, its unit, its default, and its present value: YAML that a service starts
 * with as it is.
 */
final class SavedConfig {

    private static final int WIDTH = 100;
    private static final String STEP = "  ";

    private final SettingTree tree;
    private final Object defaults;
    private final Function<String, @Nullable Object> present;
    private final List<String> lines = new ArrayList<>();
    private boolean secrets;

    /**
     * @param defaults what the record of the program's settings is with none given
     * @param present a root's values: the record, or a map by the settings' names; null for none
     */
    SavedConfig(SettingTree tree, Object defaults, Function<String, @Nullable Object> present) {
        this.tree = tree;
        this.defaults = defaults;
        this.present = present;
    }

    /** The file. */
    String text(String program) {
        lines.clear();
        comment(
                "",
                program + ": its settings with their defaults, to be given with --config. An unknown key is refused."
                        + " Any of them can be an option, --usb-share.listen.port=7000, or a variable, USB_SHARE_LISTEN_PORT=7000.");
        for (Setting.Group root : tree.roots()) {
            Object values = present.apply(root.name());
            Object unset = root.name().equals(SettingTree.PREFIX) ? defaults : null;
            boolean set = isSet(root, values);
            lines.add("");
            if (!root.meaning().value().isEmpty()) {
                comment("", root.meaning().value());
            }
            String indent = "";
            for (String part : root.name().split("\\.")) {
                lines.add((set ? "" : "#") + indent + part + ":");
                indent += STEP;
            }
            members(root, values, unset, indent, set);
        }
        return String.join("\n", lines) + "\n";
    }

    /** Whether {@link #text} held something that only this user may know. */
    boolean hasSecrets() {
        return secrets;
    }

    private void members(
            Setting.Group group, @Nullable Object values, @Nullable Object unset, String indent, boolean set) {
        boolean first = true;
        for (Setting member : group.members()) {
            if (!member.meaning().hidden() || isSet(member, value(values, member))) {
                if (!first && set) {
                    lines.add("");
                }
                first = false;
                member(member, value(values, member), value(unset, member), indent, set);
            }
        }
    }

    private void member(Setting setting, @Nullable Object value, @Nullable Object unset, String indent, boolean alive) {
        explain(setting, unset, (alive ? "" : "#") + indent);
        boolean set = alive && isSet(setting, value);
        String at = (set ? "" : "#") + indent;
        switch (setting) {
            case Setting.Value one -> {
                secrets |=
                        set && one.meaning().secret() && !String.valueOf(value).startsWith("${");
                lines.add(
                        at + one.name() + ": " + (value == null ? one.meaning().example() : text(value)));
            }
            case Setting.Group group -> {
                lines.add(at + group.name() + ":");
                members(group, value, unset, indent + STEP, set);
            }
            case Setting.Many many -> many(many, (Collection<?>) (value == null ? List.of() : value), indent, set);
            case Setting.Free free -> {
                lines.add(at + free.name() + ":");
                if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                    map.forEach((key, v) ->
                            lines.add(indent + STEP + YamlText.quoted(String.valueOf(key)) + ": " + text(v)));
                } else {
                    example(free, indent + STEP);
                }
            }
        }
    }

    private static String text(@Nullable Object value) {
        // As somebody wrote it, to be resolved again.
        return value instanceof Raw(var text) ? Raw.quoted(text) : YamlText.of(java.util.Objects.requireNonNull(value));
    }

    /** A value as it stands somewhere, placeholders and all. */
    record Raw(String text) {

        static String quoted(String text) {
            return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private void many(Setting.Many many, Collection<?> values, String indent, boolean set) {
        if (values.isEmpty()) {
            lines.add((set ? "" : "#") + indent + many.name() + ": []");
            if (set) {
                lines.add("#" + indent + many.name() + ":");
                example(many, indent + STEP);
            }
            return;
        }
        lines.add(indent + many.name() + ":");
        for (Object value : values) {
            if (many.entry() instanceof Setting.Group group) {
                String lead = "- ";
                for (Setting member : group.members()) {
                    Object its = value(value, member);
                    if (its != null) {
                        lines.add(indent + STEP + lead + member.name() + ": " + text(its));
                        lead = STEP;
                    }
                }
            } else {
                lines.add(indent + STEP + "- " + text(value));
            }
        }
    }

    private void example(Setting setting, String indent) {
        setting.meaning().example().lines().forEach(line -> lines.add("#" + indent + line));
    }

    /** Meaning, type, unit, default. */
    private void explain(Setting setting, @Nullable Object unset, String indent) {
        Meaning meaning = setting.meaning();
        comment(indent, meaning.value());
        String kind = switch (setting) {
            case Setting.Value value -> value.kind().text();
            case Setting.Many many -> "list";
            case Setting.Free free -> "";
            case Setting.Group group -> "";
        };
        var facts = new ArrayList<String>();
        if (!kind.isEmpty()) {
            facts.add(Character.toUpperCase(kind.charAt(0))
                    + kind.substring(1)
                    + (meaning.unit().isEmpty() ? "" : " (" + meaning.unit() + ")"));
        }
        if (!(setting instanceof Setting.Group)) {
            facts.add("Default: " + defaultText(meaning, unset));
        }
        if (meaning.live()) {
            facts.add("A reload is enough");
        }
        if (!facts.isEmpty()) {
            comment(indent, String.join(". ", facts) + ".");
        }
    }

    /** What is in force without the setting. */
    static String defaultText(Meaning meaning, @Nullable Object unset) {
        if (!meaning.otherwise().isEmpty()) {
            return meaning.otherwise();
        }
        return unset == null || (unset instanceof Collection<?> all && all.isEmpty()) ? "none" : YamlText.plain(unset);
    }

    private void comment(String indent, String text) {
        String start = indent + "# ";
        var line = new StringBuilder(start);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH && line.length() > start.length()) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(start);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
    }

    /** Whether there is a value to write, in it or below. */
    private static boolean isSet(Setting setting, @Nullable Object value) {
        return value != null
                && switch (setting) {
                    case Setting.Value one -> true;
                    case Setting.Many many -> !many.meaning().hidden() || !((Collection<?>) value).isEmpty();
                    case Setting.Free free -> value instanceof Map<?, ?> map && !map.isEmpty();
                    case Setting.Group group -> group.members().stream().anyMatch(m -> isSet(m, value(value, m)));
                };
    }

    /** A group's member's value. */
    static @Nullable Object value(@Nullable Object group, Setting member) {
        if (group == null) {
            return null;
        }
        if (group instanceof Map<?, ?> map) {
            return map.get(member.name());
        }
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            if (SettingTree.kebab(component.getName()).equals(member.name())) {
                return read(component, group);
            }
        }
        return null;
    }

    private static @Nullable Object read(RecordComponent component, Object group) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.usbshare.service.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Everything that can be set: the components of the records that settings are bound to, each with its {@link Meaning}. Immutable.
 */
public final class SettingTree {

    /** Where each program's own settings are. */
    public static final String PREFIX = "usb-share";

    private final List<Setting.Group> roots;

    private SettingTree(List<Setting.Group> roots) {
        this.roots = List.copyOf(roots);
    }

    /** @param properties the record that a program's settings are bound to */
    public static SettingTree of(Class<?> properties) {
        var roots = new ArrayList<Setting.Group>();
        roots.add(group(PREFIX, meaningOf(Roots.class, 0), properties));
        if (!WithoutDatabase.class.isAssignableFrom(properties)) {
            roots.add(group("spring.datasource", meaningOf(Roots.class, 1), DatabaseSettings.class));
        }
        roots.add(group("logging", meaningOf(Roots.class, 2), LoggingSettings.class));
        return new SettingTree(roots);
    }

    /** The meanings of the groups at the root. */
    private record Roots(
            @Meaning("") String usbShare,

            @Meaning("The database: an H2 file in the state directory, unless this names a PostgreSQL.")
            String springDatasource,

            @Meaning("What is logged.") String logging) {}

    private static Meaning meaningOf(Class<?> type, int component) {
        return meaningOf(type.getRecordComponents()[component]);
    }

    private static Meaning meaningOf(RecordComponent component) {
        Meaning meaning = component.getAnnotation(Meaning.class);
        if (meaning == null) {
            throw new IllegalStateException("@Meaning is missing on " + component.getName() + " of "
                    + component.getDeclaringRecord().getName());
        }
        return meaning;
    }

    private static Setting.Group group(String name, Meaning meaning, Class<?> type) {
        return new Setting.Group(
                name,
                meaning,
                type,
                Arrays.stream(type.getRecordComponents())
                        .map(SettingTree::setting)
                        .toList());
    }

    private static Setting setting(RecordComponent component) {
        return setting(kebab(component.getName()), meaningOf(component), component.getGenericType(), component);
    }

    private static Setting setting(String name, Meaning meaning, Type type, @Nullable RecordComponent component) {
        if (type instanceof ParameterizedType several) {
            Type[] arguments = several.getActualTypeArguments();
            return several.getRawType() == Map.class
                    ? new Setting.Free(name, meaning, arguments[1])
                    : new Setting.Many(name, meaning, setting(name, meaning, arguments[0], null));
        }
        Class<?> plain = (Class<?>) type;
        return isGroup(plain)
                ? group(name, meaning, plain)
                : new Setting.Value(name, meaning, ValueKind.of(plain, component));
    }

    /** A record of settings, and not a value that happens to be a record. */
    private static boolean isGroup(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length > 0
                && type.getRecordComponents()[0].isAnnotationPresent(Meaning.class);
    }

    /** {@code stateDir} as {@code state-dir}. */
    static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    List<Setting.Group> roots() {
        return roots;
    }

    /** Whether there is such a setting, in any of the forms that relaxed binding allows. */
    boolean knows(ConfigurationPropertyName name) {
        return roots.stream().anyMatch(root -> matches(root, name));
    }

    private static boolean matches(Setting.Group root, ConfigurationPropertyName name) {
        ConfigurationPropertyName at = ConfigurationPropertyName.of(root.name());
        return at.isAncestorOf(name) && matches(root, name, at.getNumberOfElements());
    }

    private static boolean matches(@Nullable Setting setting, ConfigurationPropertyName name, int from) {
        boolean end = from == name.getNumberOfElements();
        return switch (setting) {
            case null -> false;
            case Setting.Value value -> end;
            case Setting.Free free -> !end;
            case Setting.Many many ->
                end || (isIndex(name, from) && (isLast(name, from) || matches(many.entry(), name, from + 1)));
            case Setting.Group group ->
                !end
                        && !name.isNumericIndex(from)
                        && matches(group.member(name.getElement(from, Form.UNIFORM)), name, from + 1);
        };
    }

    private static boolean isIndex(ConfigurationPropertyName name, int at) {
        return name.isNumericIndex(at);
    }

    private static boolean isLast(ConfigurationPropertyName name, int at) {
        return at == name.getNumberOfElements() - 1;
    }

    /**
     * Whether this names a group, and so is nothing when it stands there without a value. A list without entries is an empty one.
     */
    boolean isContainer(ConfigurationPropertyName name) {
        return roots.stream().anyMatch(root -> isContainer(root, name));
    }

    private static boolean isContainer(Setting.Group root, ConfigurationPropertyName name) {
        ConfigurationPropertyName at = ConfigurationPropertyName.of(root.name());
        if (at.equals(name) || name.isAncestorOf(at)) {
            return true;
        }
        Setting setting = at.isAncestorOf(name) ? root : null;
        for (int i = at.getNumberOfElements(); i < name.getNumberOfElements() && setting != null; i++) {
            setting = setting instanceof Setting.Group group && !name.isNumericIndex(i)
                    ? group.member(name.getElement(i, Form.UNIFORM))
                    : null;
        }
        return setting instanceof Setting.Group || setting instanceof Setting.Free;
    }

    /** What is said of a key, that of its list or of its free group if it has none of its own. */
    Meaning meaningOf(String key) {
        for (Setting.Group root : roots) {
            if (key.startsWith(root.name() + ".")) {
                Setting at = root;
                for (String part : key.substring(root.name().length() + 1).split("\\.")) {
                    Setting below = at instanceof Setting.Group group ? group.member(Setting.uniform(part)) : null;
                    at = below == null ? at : below;
                }
                return at.meaning();
            }
        }
        throw new IllegalArgumentException(key);
    }

    /** Every value's key, {@code usb-share.peers[].id}, with what it is. */
    void forEach(BiConsumer<String, Setting> visitor) {
        roots.forEach(root -> root.members().forEach(member -> visit(root.name(), member, visitor)));
    }

    private static void visit(String parent, Setting setting, BiConsumer<String, Setting> visitor) {
        String key = parent + "." + setting.name();
        switch (setting) {
            case Setting.Value value -> visitor.accept(key, value);
            case Setting.Free free -> visitor.accept(key, free);
            case Setting.Group group -> group.members().forEach(member -> visit(key, member, visitor));
            case Setting.Many many -> {
                visitor.accept(key, many);
                if (many.entry() instanceof Setting.Group group) {
                    group.members().forEach(member -> visit(key + "[]", member, visitor));
                }
            }
        }
    }

    /** The keys of {@link #forEach}, as a person would write them. */
    List<String> keys() {
        var keys = new ArrayList<String>();
        forEach((key, setting) -> keys.add(key));
        return keys;
    }
}

package dev.usbshare.service;

import dev.usbshare.service.config.DidYouMean;
import dev.usbshare.service.config.SettingSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options a program was started with. {@code --name value} and {@code --name=value} are the same; any setting may be
 * given as {@code --dotted.key=value} as well.
 */
public final class CommandLine {

    private static final Pattern SETTING = Pattern.compile("--((?:[a-z][a-z0-9-]*(?:\\[[^]]*])?\\.)+[^=]+)=(.*)");

    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    private final Class<?> properties;

    private CommandLine(Class<?> properties) {
        this.properties = properties;
    }

    /** @throws StartFailure with {@link ExitCode#USAGE}, naming the option */
    static CommandLine parse(Class<?> properties, List<Option> known, List<String> arguments) {
        var line = new CommandLine(properties);
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            Matcher setting = SETTING.matcher(word);
            if (setting.matches()) {
                line.settings.put(setting.group(1), setting.group(2));
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Option option = known.stream()
                    .filter(o -> name.equals("--" + o.name()))
                    .findFirst()
                    .orElseThrow(() -> usage("unknown option '" + name + "'" + suggestion(name, known)));
            if (option.argument() == null) {
                if (equals >= 0) {
                    throw usage(name + " takes no argument");
                }
                line.put(option, "");
            } else if (equals >= 0) {
                line.put(option, word.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                line.put(option, arguments.get(++i));
            } else {
                throw usage(name + " needs an argument: " + option.usage());
            }
        }
        return line;
    }

    /** Whether it is a {@code --dotted.key=value}. */
    static boolean isSetting(String word) {
        return SETTING.matcher(word).matches();
    }

    private void put(Option option, String value) {
        List<String> values = given.computeIfAbsent(option.name(), n -> new ArrayList<>());
        if (!values.isEmpty() && !option.repeatable()) {
            throw usage("--" + option.name() + " was given twice");
        }
        if (option.property() != null) {
            String key = option.repeatable() ? option.property() + "[" + values.size() + "]" : option.property();
            settings.put(key, value);
        }
        values.add(value);
    }

    private static String suggestion(String name, List<Option> known) {
        return DidYouMean.question(DidYouMean.closest(
                name, known.stream().map(option -> "--" + option.name()).toList()));
    }

    private static StartFailure usage(String what) {
        return new StartFailure(ExitCode.USAGE, what + "; see --help");
    }

    public boolean has(String name) {
        return given.containsKey(name);
    }

    public Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    public List<String> values(String name) {
        return List.copyOf(given.getOrDefault(name, List.of()));
    }

    /** All that settings come from, this line and what it names included. */
    public SettingSources sources() {
        return SettingSources.of(properties, this);
    }

    /** Settings that the options stand for, by property name. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}

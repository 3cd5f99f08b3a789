package dev.usbshare.service.config;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.text.PlainText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.PropertyResolver;

/** Finds settings that nobody knows, wherever they were written. */
final class SettingsCheck {

    /** Not one that is escaped. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\\\)\\$\\{([^:${}]+)(:[^{}]*)?}");

    private static final Pattern OURS = Pattern.compile("USB_?SHARE_.+");

    /**
     * Of the launchers, of the tools that start services, and of tests. NETWORK_OFFLINE and its like may be said to all programs at once; those that have
     * no such settings never reach out.
     */
    private static final Pattern NOT_SETTINGS = Pattern.compile(
            "USB_SHARE_(JAVA_HOME|JAVA_OPTS|JVM_DIRS|AOT_DIR|ARCH|RUNTIME|TRAIN_PATIENCE|DEB_COMPRESSION|VHCI"
                    + "|NETWORK_(OFFLINE|LAN)|LAB_[A-Z_]+|REQUIRE_[A-Z_]+)");

    /** What Kubernetes adds for each service of a namespace, as one may be called usb-share-server. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            ".+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final int MAX_KEY_CHARS = 100;
    private static final int MAX_NAMED = 5;
    private static final int MAX_MEANT = 3;

    private final SettingTree known;
    private final List<String> wrong = new ArrayList<>();

    SettingsCheck(SettingTree known) {
        this.known = known;
    }

    /** A person's file. */
    SettingsCheck file(ConfigFile file) {
        for (var document : file.documents()) {
            for (String key : document.getPropertyNames()) {
                check(key, SettingOrigin.inBrackets(OriginLookup.getOrigin(document, key)));
            }
        }
        return this;
    }

    /** Settings given as options, by their keys. */
    SettingsCheck commandLine(Collection<String> keys) {
        keys.forEach(key -> check(key, " (" + SettingOrigin.COMMAND_LINE + ")"));
        return this;
    }

    /**
     * Variables that look like settings of ours.
     *
     * @param referred names that a value asks for as {@code ${NAME}}
     */
    SettingsCheck environment(Map<String, String> variables, Set<String> referred) {
        variables.forEach((name, value) -> {
            if (OURS.matcher(name).matches()
                    && !NOT_SETTINGS.matcher(name).matches()
                    && !referred.contains(name)
                    && !isServiceLink(name, value)
                    && known.keys().stream().noneMatch(key -> isVariableOf(name, key))) {
                wrong.add("unknown setting " + PlainText.printable(name, MAX_KEY_CHARS) + " (environment variable)"
                        + question(DidYouMean.closest(
                                name,
                                known.keys().stream()
                                        .map(SettingsCheck::variable)
                                        .toList())));
            }
        });
        return this;
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
    }

    /** Both forms that Spring Boot knows: with dashes left out, and with underscores for them; list entries by number. */
    static boolean isVariableOf(String name, String key) {
        String entries = "(_[0-9]+)";
        String dashed = pattern(key.replace('-', '_'), entries);
        String plain = pattern(key.replace("-", ""), entries);
        return Pattern.matches("(" + dashed + "|" + plain + ")" + entries + "?", name);
    }

    private static String pattern(String key, String entries) {
        return key.toUpperCase(Locale.ROOT).replace("[]", entries).replace('.', '_');
    }

    /** {@code usb-share.listen.port} as {@code USB_SHARE_LISTEN_PORT}. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT)
                .replace("[]", "_0")
                .replace('.', '_')
                .replace('-', '_');
    }

    /** Names that values refer to, as {@code ${NAME}}. */
    static Set<String> references(Collection<?> values) {
        var names = new HashSet<String>();
        values.forEach(
                value -> PLACEHOLDER.matcher(String.valueOf(value)).results().forEach(r -> names.add(r.group(1))));
        return names;
    }

    /** Values of a file that refer to what is not there: their text would be taken as it stands, as a password for example. */
    SettingsCheck references(ConfigFile file, PropertyResolver resolver) {
        for (var document : file.documents()) {
            document.getSource()
                    .forEach((key, value) -> PLACEHOLDER
                            .matcher(String.valueOf(value))
                            .results()
                            .filter(r -> r.group(2) == null && !resolver.containsProperty(r.group(1)))
                            .forEach(r -> wrong.add("setting " + PlainText.printable(key, MAX_KEY_CHARS)
                                    + SettingOrigin.inBrackets(OriginLookup.getOrigin(document, key))
                                    + ": there is no environment variable "
                                    + PlainText.printable(r.group(1), MAX_KEY_CHARS))));
        }
        return this;
    }

    private void check(String key, String place) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
        if (!name.isEmpty() && known.knows(name)) {
            return;
        }
        String shown = PlainText.printable(key, MAX_KEY_CHARS) + place;
        known.keys().stream()
                .filter(below -> below.startsWith(text(name) + "."))
                .findFirst()
                .ifPresentOrElse(
                        below -> wrong.add(
                                "setting " + shown + ": is a group, and has no value but settings such as " + below),
                        () -> wrong.add("unknown setting " + shown + question(meant(name))));
    }

    private static String question(List<String> meant) {
        return meant.isEmpty() ? ": correct its name or remove it" : DidYouMean.question(meant);
    }

    private List<String> meant(ConfigurationPropertyName name) {
        String written = PlainText.clean(text(name), MAX_KEY_CHARS);
        List<String> siblings = known.keys().stream()
                .filter(key -> parent(key).equals(parent(written)))
                .toList();
        List<String> near = DidYouMean.closest(
                last(written), siblings.stream().map(SettingsCheck::last).toList());
        if (!near.isEmpty()) {
            return near.stream().map(last -> parent(written) + last).toList();
        }
        // The right word in the wrong place.
        List<String> elsewhere = known.keys().stream()
                .filter(key -> last(key).equals(last(written)))
                .limit(MAX_MEANT)
                .toList();
        return elsewhere.isEmpty() ? DidYouMean.closest(written, known.keys()) : elsewhere;
    }

    private static String parent(String key) {
        return key.substring(0, key.lastIndexOf('.') + 1);
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Without list indexes' numbers. */
    private static String text(ConfigurationPropertyName name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            if (name.isNumericIndex(i)) {
                text.append("[]");
            } else {
                text.append(text.isEmpty() ? "" : ".").append(name.getElement(i, Form.DASHED));
            }
        }
        return text.toString();
    }

    /** @throws StartFailure naming what is wrong, if anything is */
    void refuse() {
        if (!wrong.isEmpty()) {
            String more = wrong.size() > MAX_NAMED ? "; and " + (wrong.size() - MAX_NAMED) + " more" : "";
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    String.join("; ", wrong.stream().limit(MAX_NAMED).toList()) + more);
        }
    }
}

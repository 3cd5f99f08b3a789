package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Nodes of one of the service's lists, as people name them: by id, by an id's beginning, or by a name. */
public final class Nodes {

    /** Shorter beginnings are typing errors more often than not. */
    private static final int LEAST_ID_CHARS = 4;

    private static final int ID_CHARS = 52;

    private final ManagementClient client;
    private final String endpoint;
    private final String idField;
    private final String nameField;
    private final String nobody;
    private final String list;

    /**
     * @param endpoint that lists them
     * @param nobody the beginning of the sentence when none is meant: {@code no peer is}
     * @param list the command that shows them
     */
    public Nodes(
            ManagementClient client, String endpoint, String idField, String nameField, String nobody, String list) {
        this.client = client;
        this.endpoint = endpoint;
        this.idField = idField;
        this.nameField = nameField;
        this.nobody = nobody;
        this.list = list;
    }

    /** The only one that is meant; empty if none is. */
    public Optional<JsonNode> find(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<JsonNode> rows = client.get(endpoint).valueStream().toList();
        Optional<JsonNode> byId = only(text, rows, row -> id(row).equals(wanted));
        if (byId.isPresent()) {
            return byId;
        }
        Optional<JsonNode> byName = only(text, rows, row -> name(row).equalsIgnoreCase(text.strip()));
        if (byName.isPresent()) {
            return byName;
        }
        return wanted.length() < LEAST_ID_CHARS
                ? Optional.empty()
                : only(text, rows, row -> id(row).startsWith(wanted));
    }

    /** The only one that is meant. */
    public JsonNode one(String text) {
        return find(text).orElseThrow(() -> none(text));
    }

    private ConsoleFailure none(String text) {
        return new ConsoleFailure(ExitCode.FAILED, nobody + " '" + text + "'; see " + list);
    }

    /** The id of the one that is meant; one that is on no list goes as it is, for the service to judge. */
    public String idOf(String text) {
        Optional<JsonNode> found = find(text);
        if (found.isPresent()) {
            return id(found.get());
        }
        if (text.strip().length() >= ID_CHARS) {
            return text.strip();
        }
        throw none(text);
    }

    public String id(JsonNode row) {
        return row.path(idField).asString("");
    }

    public String name(JsonNode row) {
        return row.path(nameField).asString("");
    }

    private Optional<JsonNode> only(String text, List<JsonNode> rows, Predicate<JsonNode> meant) {
        List<JsonNode> found = rows.stream().filter(meant).toList();
        if (found.size() > 1) {
            throw new ConsoleFailure(
                    ExitCode.FAILED,
                    "'" + text + "' means " + found.size() + " nodes: name one by its id; see " + list);
        }
        return found.stream().findFirst();
    }

    /** For completion: names, then ids. */
    public List<Choices.Choice> choices() {
        var choices = new ArrayList<Choices.Choice>();
        for (JsonNode row : client.withPatience(Duration.ofSeconds(1)).get(endpoint)) {
            if (!name(row).isEmpty()) {
                choices.add(new Choices.Choice(name(row), id(row).substring(0, Math.min(10, id(row).length()))));
            }
            choices.add(new Choices.Choice(id(row), name(row)));
        }
        return choices;
    }
}

package dev.usbshare.console;

import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person who types commands of a program at a shell, for a service that runs elsewhere; and remembers which. */
public final class Typing {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Program program;
    private final Path state;
    private final Set<String> typed = new TreeSet<>();

    /** @param state the service's state directory */
    public Typing(Program program, Path state) {
        this.program = program;
        this.state = state;
    }

    /** What a command answered. */
    public record Answer(int code, String out, String err) {
        public JsonNode json() {
            return JSON.readTree(out);
        }
    }

    public Answer type(String... words) {
        var arguments = new ArrayList<>(List.of("--state-dir", state.toString()));
        arguments.addAll(List.of(words));
        typed.add(String.join(" ", words));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = ServiceMain.start(
                        program,
                        arguments,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .orElseThrow()
                .code();
        return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What {@code help} lists and was not typed. */
    public List<String> missed() {
        return Typing.verbs(type("help").out()).stream()
                .filter(verb -> typed.stream().noneMatch(line -> line.equals(verb) || line.startsWith(verb + " ")))
                .toList();
    }

    /** The verbs in the list that {@code help} prints: the words before their arguments. */
    public static List<String> verbs(String help) {
        return help.lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().replaceFirst(" {2,}.*", "").replaceFirst(" (\\[|[A-Z]).*", ""))
                .toList();
    }
}

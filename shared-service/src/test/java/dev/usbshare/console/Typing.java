package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ForkedService;
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
    private final Set<String> done = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();

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

    /** Types words as a shell hands them over. */
    public Answer type(String... words) {
        var arguments = new ArrayList<>(List.of("--state-dir", state.toString()));
        arguments.addAll(List.of(words));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = ServiceMain.start(
                        program,
                        arguments,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .orElseThrow()
                .code();
        return remember(
                List.of(words),
                new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
    }

    private Answer remember(List<String> words, Answer answer) {
        if (!words.contains("--help")) {
            (answer.code() == 0 ? done : refused).add(String.join(" ", words));
        }
        return answer;
    }

    /** Types a line, with quotes as at a shell, that does what it says: a code of 0, and nothing on standard error. */
    public Answer does(String line) {
        Answer answer = type(Words.of(line).toArray(String[]::new));
        assertThat(answer.err()).as(line).isEmpty();
        assertThat(answer.code()).as("%s: %s", line, answer.out()).isZero();
        return answer;
    }

    /** Types a line, then the same with {@code --json}. @return that */
    public JsonNode json(String line) {
        assertThat(does(line).out()).as(line).isNotBlank();
        return does(line + " --json").json();
    }

    /** Types a line that cannot be carried out: the code, and one line of error with these parts. */
    public void cannot(String line, int code, String... says) {
        Answer answer = type(Words.of(line).toArray(String[]::new));
        assertThat(answer.err())
                .as(line)
                .startsWith(program.name() + ": ")
                .contains(says)
                .hasLineCount(1);
        assertThat(answer.out()).as(line).isEmpty();
        assertThat(answer.code()).as("%s: %s", line, answer.err()).isEqualTo(code);
    }

    /**
     * Types a line in a process of its own, which reads standard input.
     *
     * @param main with the {@code main} that starts the program
     */
    public Answer withInput(String input, Class<?> main, String line) throws Exception {
        var command = ForkedService.command(main);
        command.addAll(List.of("--state-dir", state.toString()));
        command.addAll(Words.of(line));
        Process process = new ProcessBuilder(command).start();
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
        // Less than a pipe holds.
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return remember(Words.of(line), new Answer(process.waitFor(), out, err));
    }

    /** What {@code help} lists and was never carried out; nor, where that is all it can be here, refused. */
    public List<String> missed(String... canOnlyBeRefused) {
        List<String> refusable = List.of(canOnlyBeRefused);
        return Typing.verbs(type("help").out()).stream()
                .filter(verb -> done.stream().noneMatch(line -> isOf(verb, line)))
                .filter(verb -> !refusable.contains(verb) || refused.stream().noneMatch(line -> isOf(verb, line)))
                .toList();
    }

    private static boolean isOf(String verb, String line) {
        return line.equals(verb) || line.startsWith(verb + " ");
    }

    /** The verbs in the list that {@code help} prints: the words before their arguments. */
    public static List<String> verbs(String help) {
        return help.lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().replaceFirst(" {2,}.*", "").replaceFirst(" (\\[|[A-Z]).*", ""))
                .toList();
    }
}

package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample file is what the program writes with {@code --save-config}, and the service starts with it. */
public abstract class SampleFileContract {

    /** Whose file it is. */
    protected final Program program;

    private final Class<?> main;
    private final Path sample;
    private final List<String> apart;

    @TempDir
    protected Path directory;

    /**
     * @param main with the {@code main} that starts it
     * @param apart options besides the common ones with which a service of the sample harms none of this machine
     */
    protected SampleFileContract(Program program, Class<?> main, String... apart) {
        this.program = program;
        this.main = main;
        this.sample = Path.of("../config", program.name() + ".yml");
        this.apart = List.of(apart);
    }

    /** What became of it. */
    protected record Outcome(Optional<ExitCode> code, String out, String err) {}

    protected final Outcome run(String... arguments) {
        return run(List.of(arguments));
    }

    protected final Outcome run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                program,
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a person types to run the program. */
    protected String command() {
        return "bin/" + program.name();
    }

    @Test
    void sample_isWhatTheProgramWrites() throws Exception {
        var arguments = new ArrayList<>(List.of("--save-config", "-"));
        // The environment of tests says otherwise.
        Map.of("usb-share.network.offline", "false", "usb-share.network.lan", "true")
                .forEach((key, value) -> {
                    if (SettingTree.of(program.properties()).keys().contains(key)) {
                        arguments.add("--" + key + "=" + value);
                    }
                });

        assertThat(Files.readString(sample))
                .as("after a change of the settings: %s --save-config %s --force", command(), sample)
                .isEqualTo(run(arguments).out());
    }

    @Test
    void service_startsWithTheSample() throws Exception {
        var arguments = new ArrayList<>(List.of("--service", "--config", sample.toString()));
        // What would clash with a service of this machine.
        arguments.add("--state-dir=" + directory.resolve("state"));
        arguments.add("--usb-share.management.port=0");
        arguments.addAll(apart);
        try (var service = ForkedService.start(main, arguments.toArray(String[]::new))) {
            service.awaitReady();

            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }
}

package dev.usbshare.service;

import dev.usbshare.service.config.ConfigSource;
import dev.usbshare.service.config.SaveConfig;
import dev.usbshare.service.remote.RemoteTokenCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts a {@link Program}: reads the command line, answers {@code --help} and {@code --version}, runs one of the
 * program's commands or the service, and turns every failure into one line on stderr and an {@link ExitCode}.
 *
 * <p>A running service ends on SIGTERM or SIGINT by closing its beans in order; the JVM then exits with 143 or 130. If
 * that takes longer than 4.5 seconds, it exits with 143 all the same.
 */
public final class ServiceMain {

    private static final String SERVICE = "service";
    private static final Set<String> LOG_LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");

    /** Service managers are told to wait longer than this. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofMillis(4500);

    /** 128 and the signal's number, as the JVM itself exits. */
    private static final int SIGTERM_EXIT = 143;

    private ServiceMain() {}

    /** Never returns with a failure: exits the JVM. Returns while the service runs. */
    public static void run(Program program, String... arguments) {
        var exitCode = new AtomicInteger(SIGTERM_EXIT);
        // Before the service is up: from then on SIGTERM may come, and a hook can no longer be added.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> limitShutdown(exitCode), "shutdown-limit"));
        Optional<ExitCode> end = start(program, List.of(arguments), System.out, System.err);
        if (end.isPresent()) {
            System.out.flush();
            System.err.flush();
            exitCode.set(end.get().code());
            System.exit(end.get().code());
        }
    }

    /** Beside the beans' orderly end: whatever is stuck then, the process ends in time. */
    private static void limitShutdown(AtomicInteger exitCode) {
        Thread.ofPlatform().daemon().name("shutdown-limit").start(() -> {
            try {
                Thread.sleep(SHUTDOWN_LIMIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(exitCode.get());
        });
    }

    /** As {@link #run}, without exiting: the exit code, or empty when the service is running. */
    public static Optional<ExitCode> start(Program program, List<String> arguments, PrintStream out, PrintStream err) {
        boolean debug = arguments.contains("--debug");
        try {
            Typed typed = Typed.of(options(program), program.console().isPresent(), arguments);
            CommandLine line = CommandLine.parse(program.properties(), options(program), typed.options());
            if (line.has("help")) {
                out.print(help(program));
                return Optional.of(ExitCode.OK);
            }
            if (line.has("version")) {
                out.println(program.name() + " " + version());
                return Optional.of(ExitCode.OK);
            }
            return carryOut(program, line, typed.words(), out, err);
        } catch (SpringApplication.AbandonedRunException e) {
            throw e; // the build only wants to know the beans
        } catch (Exception e) {
            StartFailure failure = StartFailures.explain(e);
            err.println(program.name() + ": " + failure.getMessage());
            if (debug) {
                e.printStackTrace(err);
            } else if (failure.exitCode() == ExitCode.INTERNAL) {
                err.println("Run it with --debug to see where.");
            }
            return Optional.of(failure.exitCode());
        }
    }

    private static Optional<ExitCode> carryOut(
            Program program, CommandLine line, List<String> words, PrintStream out, PrintStream err) {
        List<String> asked = commandNames(program).filter(line::has).toList();
        if (asked.isEmpty() && !program.isOnlyService()) {
            if (program.console().isPresent()) {
                return Optional.of(enter(program, program.console().get(), line, words, out, err));
            }
            out.print(help(program));
            return Optional.of(ExitCode.USAGE);
        }
        if (!words.isEmpty()) {
            throw new StartFailure(
                    ExitCode.USAGE,
                    "--" + asked.getFirst() + " and the command '" + words.getFirst()
                            + "' do not go together: choose one; see --help");
        }
        if (asked.size() > 1) {
            throw new StartFailure(
                    ExitCode.USAGE,
                    "--" + String.join(" and --", asked) + " do not go together: choose one; see --help");
        }
        for (Command command : commands(program)) {
            if (asked.contains(command.name())) {
                return Optional.of(command.action().run(line, out, err));
            }
        }
        service(program, line);
        return Optional.empty();
    }

    /** The service, running. */
    static ConfigurableApplicationContext service(Program program, CommandLine line) {
        SpringApplicationBuilder service = builder(line, program.application())
                .properties("spring.config.name=" + program.defaults())
                .initializers(context ->
                        context.getBeanFactory().registerSingleton("configSource", ConfigSource.of(program, line)));
        WrittenBeans.useIfPresent(service.application().getMainApplicationClass());
        return service.run(springArguments(line, line.value("log-level")));
    }

    private static List<Command> commands(Program program) {
        var all = new ArrayList<>(program.commands());
        all.add(SaveConfig.command(program));
        all.add(RemoteTokenCommand.of(program));
        return all;
    }

    private static ExitCode enter(
            Program program, ConsoleDoor door, CommandLine line, List<String> words, PrintStream out, PrintStream err) {
        for (Option option : program.options()) {
            if (line.has(option.name()) && !door.options().contains(option.name())) {
                throw new StartFailure(
                        ExitCode.USAGE,
                        "--" + option.name() + " is for the service: say --" + SERVICE + " too; see --help");
            }
        }
        return door.entrance().enter(line, words, out, err);
    }

    private static Stream<String> commandNames(Program program) {
        return Stream.of(
                        Stream.of(SERVICE),
                        program.alsoService().stream().map(Option::name),
                        commands(program).stream().map(Command::name))
                .flatMap(names -> names);
    }

    /**
     * The settings without the service, for a program's own commands: a context of {@code configuration} alone, with no
     * web server, which logs errors only (the command itself says what went wrong) unless {@code --log-level} says otherwise. The caller closes it.
     *
     * @param more arguments as Spring takes them
     */
    public static ConfigurableApplicationContext settings(CommandLine line, Class<?> configuration, String... more) {
        return builder(line, configuration)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(Stream.concat(
                                Arrays.stream(springArguments(
                                        line, line.value("log-level").or(() -> Optional.of("ERROR")))),
                                Arrays.stream(more))
                        .toArray(String[]::new));
    }

    /** The release that this is. */
    public static String version() {
        try (InputStream in = ServiceMain.class.getResourceAsStream("application-version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String help(Program program) {
        var text = new StringBuilder(program.introduction()).append("\n\nOptions:\n");
        for (Option o : options(program)) {
            text.append("  %-24s %s%n".formatted(o.usage(), o.description()));
        }
        text.append("  %-24s %s%n".formatted("--some.setting=VALUE", "any setting of the configuration file"));
        if (program.console().isPresent()) {
            text.append("\nCommands for the running service, one after these options, or many in the console:\n  ")
                    .append(program.name())
                    .append(" help\n");
        }
        return text.toString();
    }

    static List<Option> options(Program program) {
        var all = new ArrayList<Option>();
        all.add(Option.flag(SERVICE, "run as a service, until SIGTERM"));
        all.addAll(program.alsoService());
        commands(program).forEach(command -> all.add(command.option()));
        all.addAll(program.options());
        all.add(Option.value("config", "FILE", "read settings from this YAML or properties file"));
        all.add(Option.flag(SaveConfig.FORCE, "let --save-config replace a file"));
        all.add(Option.value("log-level", "LEVEL", "TRACE, DEBUG, INFO (default), WARN, ERROR or OFF"));
        all.add(Option.flag("debug", "on failure, show where it happened"));
        all.add(Option.flag("help", "show this"));
        all.add(Option.flag("version", "show the version"));
        return all;
    }

    private static SpringApplicationBuilder builder(CommandLine line, Class<?> application) {
        return new SpringApplicationBuilder(application)
                .environment(line.sources().environment())
                .properties("spring.config.location=classpath:/");
    }

    private static String[] springArguments(CommandLine line, Optional<String> logLevel) {
        var arguments = new ArrayList<String>();
        logLevel.ifPresent(given -> {
            String level = given.toUpperCase(Locale.ROOT);
            if (!LOG_LEVELS.contains(level)) {
                throw new StartFailure(
                        ExitCode.USAGE, "--log-level: '" + given + "' is none of TRACE, DEBUG, INFO, WARN, ERROR, OFF");
            }
            arguments.add("--logging.level.dev.usbshare=" + level);
        });
        line.settings().forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return arguments.toArray(String[]::new);
    }
}

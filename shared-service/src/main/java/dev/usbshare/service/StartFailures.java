package dev.usbshare.service;

import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Finds the reason a person can act on in what Spring threw. */
final class StartFailures {

    private StartFailures() {}

    static StartFailure explain(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            Optional<StartFailure> known = known(t);
            if (known.isPresent()) {
                return known.get();
            }
        }
        Throwable root = root(thrown);
        return new StartFailure(
                ExitCode.INTERNAL, "unexpected " + root.getClass().getSimpleName() + ": " + oneLine(root), thrown);
    }

    private static Optional<StartFailure> known(Throwable t) {
        return switch (t) {
            case StartFailure f -> Optional.of(f);
            case PortInUseException e -> Optional.of(tcpPortInUse(e.getPort()));
            case ConnectorStartFailedException e -> Optional.of(tcpPortInUse(e.getPort()));
            case BindException e -> Optional.of(new StartFailure(ExitCode.CONFIGURATION, setting(e), e));
            default ->
                t.getClass().getName().startsWith("org.yaml.snakeyaml.")
                        ? Optional.of(new StartFailure(
                                ExitCode.CONFIGURATION, "the configuration file is not valid YAML: " + oneLine(t), t))
                        : Optional.empty();
        };
    }

    private static StartFailure tcpPortInUse(int port) {
        return new StartFailure(
                ExitCode.PORT_IN_USE,
                "TCP port " + port + " on 127.0.0.1 is in use: stop the other program, or choose another port with"
                        + " usb-share.management.port (0 for any)");
    }

    private static String setting(BindException e) {
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t instanceof UnboundConfigurationPropertiesException unknown) {
                return unknown.getUnboundProperties().stream()
                        .map(p -> "unknown setting " + p.getName() + from(p.getOrigin()))
                        .collect(Collectors.joining("; ", "", ": correct its name or remove it"));
            }
            if (t instanceof BindValidationException invalid) {
                String prefix = invalid.getValidationErrors().getName().toString();
                return invalid.getValidationErrors().getAllErrors().stream()
                        .map(error -> invalid(prefix, error))
                        .collect(Collectors.joining("; "));
            }
        }
        ConfigurationProperty property = e.getProperty();
        String reason = oneLine(root(e));
        return property == null
                ? "setting " + e.getName() + ": " + reason
                : "setting " + property.getName() + " = '" + property.getValue() + "'" + from(property.getOrigin())
                        + ": " + reason;
    }

    private static String invalid(String prefix, ObjectError error) {
        return error instanceof FieldError field
                ? "setting " + prefix + "." + kebab(field.getField()) + " = '" + field.getRejectedValue() + "': "
                        + field.getDefaultMessage()
                : "settings under " + prefix + ": " + error.getDefaultMessage();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static String from(@Nullable Origin origin) {
        return origin == null ? "" : " (" + origin + ")";
    }

    private static Throwable root(Throwable t) {
        Throwable at = t;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String oneLine(Throwable t) {
        String message = t.getMessage();
        return message == null ? t.getClass().getSimpleName() : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}

package dev.usbshare.dashboard;

import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.service.ExitCode;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** {@code dashboard}: the full-screen view of the running service. */
public final class DashboardVerbs implements Verbs {

    /** Shows one. */
    @FunctionalInterface
    public interface Show {

        /** @param terminal the interactive console's; null for the process's own */
        ExitCode over(@Nullable Terminal terminal);
    }

    private final Show show;

    public DashboardVerbs(Show show) {
        this.show = show;
    }

    @Override
    public List<Verb> all() {
        return List.of(Verb.named("dashboard")
                .in("Service")
                .says("watch and change everything in full screen; q leaves it")
                .answers(call -> show.over(call.terminal().orElse(null))));
    }
}

package dev.usbshare.client.firewall;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A gate without a memory, for commands that attach once and have no database: a server must still not contradict itself.
 */
public final class StatelessGate implements DeviceGate {

    private final InstantSource clock;

    public StatelessGate(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> admit(Offer offer, Occasion occasion) {
        return Firewall.decide(offer, occasion, AllowedClasses.ALL, List.of(), clock.instant())
                        instanceof Verdict.Refused refused
                ? CompletableFuture.failedStage(new NotLetInException(refused))
                : CompletableFuture.completedStage(null);
    }
}

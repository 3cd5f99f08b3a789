package dev.usbshare.server.relayd;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.relay.AccessPolicy;
import dev.usbshare.service.config.Meaning;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code usb-share.access} of a relay. */
record RelayAccessProperties(
        @Meaning(
                value = "Node ids that may use it, and then no others but those with a token.",
                otherwise = "all",
                example = "- 2rtqs747xkunpflshc3q3aglrsv526jiaccq3enmfwouoor5otka",
                live = true)
        @DefaultValue
        List<NodeId> allow,

        @Meaning(
                value = "Node ids that may not, whatever else is said.",
                otherwise = "none",
                example = "- 2rtqs747xkunpflshc3q3aglrsv526jiaccq3enmfwouoor5otka",
                live = true)
        @DefaultValue
        List<NodeId> deny,

        @Meaning(
                value = "Secrets; a node that shows one may use it, as iroh's nodes can.",
                otherwise = "none",
                example = "- \"\"",
                live = true,
                secret = true)
        @DefaultValue
        List<String> tokens) {

    RelayAccessProperties {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        tokens = List.copyOf(tokens);
    }

    AccessPolicy policy() {
        return new AccessPolicy(Set.copyOf(allow), Set.copyOf(deny), tokens);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return policy().toString();
    }
}

package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the relay. With neither {@code allow} nor {@code tokens}, everybody but those denied; else those of either.
 *
 * @param allow nodes that may
 * @param deny nodes that may not, whatever else is said
 * @param tokens secrets; a node that shows one may
 */
public record AccessPolicy(Set<NodeId> allow, Set<NodeId> deny, List<String> tokens) {

    /** Everybody. */
    public static final AccessPolicy OPEN = new AccessPolicy(Set.of(), Set.of(), List.of());

    public AccessPolicy {
        allow = Set.copyOf(allow);
        deny = Set.copyOf(deny);
        tokens = List.copyOf(tokens);
    }

    /** @param token what the node showed; null for none */
    boolean admits(NodeId node, @Nullable String token) {
        if (deny.contains(node)) {
            return false;
        }
        return (allow.isEmpty() && tokens.isEmpty()) || allow.contains(node) || (token != null && isKnown(token));
    }

    /** Publishing is asked for by people's nodes without tokens: with tokens alone, everybody may but those denied. */
    boolean mayPublish(NodeId node) {
        return !deny.contains(node) && (allow.isEmpty() || allow.contains(node));
    }

    /** As long for a wrong token as for a right one. */
    private boolean isKnown(String token) {
        byte[] shown = token.getBytes(StandardCharsets.UTF_8);
        boolean known = false;
        for (String one : tokens) {
            known |= MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), shown);
        }
        return known;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "AccessPolicy[allow=" + allow.size() + ", deny=" + deny.size() + ", tokens=" + tokens.size() + "]";
    }
}

package dev.usbshare.identity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The node ids that a node had before, as it says itself: its last rotations, oldest first, each one beginning where its
 * predecessor ends. What is said is sound in itself; whether it is true, {@link #leadsFrom} finds out. Immutable.
 *
 * <p>Encoded: format (1), then the statements. A format that is not known counts as an empty history, so that newer nodes are
 * still known by the ids they have.
 */
public final class IdentityHistory {

    /** Enough for who was away while a key was changed now and then; a certificate must stay small. */
    public static final int MAX_STATEMENTS = 4;

    public static final IdentityHistory NONE = new IdentityHistory(List.of());

    private static final byte FORMAT = 1;

    private final List<RotationStatement> statements;

    private IdentityHistory(List<RotationStatement> statements) {
        this.statements = List.copyOf(statements);
    }

    /** @throws IllegalArgumentException saying which rule the statements break */
    static IdentityHistory of(List<RotationStatement> statements) {
        if (statements.size() > MAX_STATEMENTS) {
            throw new IllegalArgumentException(statements.size() + " rotations, more than " + MAX_STATEMENTS);
        }
        Set<NodeId> ids = new HashSet<>();
        RotationStatement before = null;
        for (RotationStatement statement : statements) {
            if (before == null) {
                ids.add(statement.oldId());
            } else if (!before.newId().equals(statement.oldId())) {
                throw new IllegalArgumentException("a rotation that does not begin where the one before it ends");
            } else if (statement.at().isBefore(before.at())) {
                throw new IllegalArgumentException("a rotation that is older than the one before it");
            }
            if (!ids.add(statement.newId())) {
                throw new IllegalArgumentException("a rotation back to an earlier key");
            }
            before = statement;
        }
        return new IdentityHistory(statements);
    }

    /** @throws IllegalArgumentException if the bytes are of a known format and wrong */
    static IdentityHistory decode(byte[] encoded) {
        if (encoded.length == 0) {
            throw new IllegalArgumentException("an empty history");
        }
        if (encoded[0] != FORMAT) {
            return NONE;
        }
        if (encoded.length > 1 + MAX_STATEMENTS * RotationStatement.BYTES) {
            throw new IllegalArgumentException("a history of " + encoded.length + " bytes");
        }
        var statements = new ArrayList<RotationStatement>();
        var in = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        try {
            while (in.hasRemaining()) {
                statements.add(RotationStatement.readFrom(in));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a history that is cut short", e);
        }
        return of(statements);
    }

    byte[] encode() {
        var out = ByteBuffer.allocate(1 + statements.size() * RotationStatement.BYTES);
        out.put(FORMAT);
        statements.forEach(statement -> statement.writeTo(out));
        return out.array();
    }

    /** This history and one more rotation; the oldest ones are dropped. */
    IdentityHistory and(RotationStatement next) {
        var more = new ArrayList<>(statements);
        more.add(next);
        return of(more.subList(Math.max(0, more.size() - MAX_STATEMENTS), more.size()));
    }

    /** As much of it as ends with {@code current}. */
    IdentityHistory endingWith(NodeId current) {
        for (int end = statements.size(); end > 0; end--) {
            if (statements.get(end - 1).newId().equals(current)) {
                return new IdentityHistory(statements.subList(0, end));
            }
        }
        return NONE;
    }

    public boolean isEmpty() {
        return statements.isEmpty();
    }

    /** Whether its last rotation is to {@code current}; an empty one says nothing of anybody. */
    boolean isOf(NodeId current) {
        return statements.isEmpty() || statements.getLast().newId().equals(current);
    }

    /** The earlier ids, the latest one first. */
    public List<NodeId> earlierIds() {
        return statements.reversed().stream().map(RotationStatement::oldId).toList();
    }

    /**
     * Whether the node that had the id {@code earlier} signed over, step by step, to the id that the certificate proves. Takes the
     * time of up to eight Ed25519 verifications, the one that a forger cannot pass first.
     */
    public boolean leadsFrom(NodeId earlier) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).oldId().equals(earlier)) {
                return statements.subList(i, statements.size()).stream().allMatch(RotationStatement::isGenuine);
            }
        }
        return false;
    }

    public List<RotationStatement> statements() {
        return statements;
    }

    @Override
    public String toString() {
        return statements.toString();
    }
}

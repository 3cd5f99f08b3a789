package dev.usbshare.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks manifests against the Kubernetes API: its own kinds by the validation that the official Java client generates from
 * Kubernetes' OpenAPI document, the Prometheus operator's kinds by a typed model that must give back what it was given.
 */
final class KubernetesTypes {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Map<String, Class<?>> OPERATOR_KINDS =
            Map.of("ServiceMonitor", ServiceMonitor.class, "PrometheusRule", PrometheusRule.class);

    private KubernetesTypes() {}

    /** @throws AssertionError naming the field that is unknown, missing or of another type */
    static void check(JsonObject manifest) {
        String kind = Chart.kind(manifest);
        String group = manifest.get("apiVersion").getAsString();
        if (group.startsWith("monitoring.coreos.com/")) {
            checkOperatorKind(kind, manifest);
        } else {
            checkOwnKind(kind, manifest);
        }
    }

    private static void checkOwnKind(String kind, JsonObject manifest) {
        try {
            Class<?> model = Class.forName(MODELS + "V1" + kind);
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, manifest);
            // Types of simple fields show when it is read.
            Object _ = io.kubernetes.client.openapi.JSON.getGson().fromJson(manifest, model);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("Kubernetes has no kind " + kind, e);
        } catch (InvocationTargetException e) {
            throw new AssertionError(kind + " " + Chart.name(manifest) + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new AssertionError(kind + " " + Chart.name(manifest) + ": " + e, e);
        }
    }

    private static void checkOperatorKind(String kind, JsonObject manifest) {
        Class<?> model = OPERATOR_KINDS.get(kind);
        if (model == null) {
            throw new AssertionError("the Prometheus operator has no kind " + kind + " that this chart knows");
        }
        try {
            refuseUnknown(kind, MAPPER.readValue(manifest.toString(), model));
        } catch (JsonProcessingException e) {
            throw new AssertionError(kind + " " + Chart.name(manifest) + ": " + e.getMessage(), e);
        }
    }

    /** Unknown fields are kept apart by the model, at every level: they must be none. */
    private static void refuseUnknown(String where, Object typed) {
        Map<?, ?> unknown = additional(typed);
        if (!unknown.isEmpty()) {
            throw new AssertionError(where + " has no fields " + unknown.keySet());
        }
        for (var getter : typed.getClass().getMethods()) {
            if (!getter.getName().startsWith("get")
                    || getter.getParameterCount() > 0
                    || getter.getName().equals("getClass")
                    || getter.getName().equals("getAdditionalProperties")) {
                continue;
            }
            descend(where + "." + getter.getName().substring(3), call(getter, typed));
        }
    }

    private static void descend(String where, @Nullable Object value) {
        if (value instanceof Iterable<?> several) {
            for (Object item : several) {
                descend(where, item);
            }
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            refuseUnknown(where, value);
        }
    }

    private static Map<?, ?> additional(Object typed) {
        try {
            return (Map<?, ?>)
                    typed.getClass().getMethod("getAdditionalProperties").invoke(typed);
        } catch (NoSuchMethodException e) {
            return Map.of();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private static @Nullable Object call(java.lang.reflect.Method getter, Object typed) {
        try {
            return getter.invoke(typed);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }
}

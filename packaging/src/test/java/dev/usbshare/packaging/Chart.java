package dev.usbshare.packaging;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Helm chart, rendered by Helm itself. */
final class Chart {

    static final Path FOLDER = Path.of("../helm/usb-share");

    private static final String KUBERNETES = "1.30.0";

    private Chart() {}

    /** The files of values that come with the chart, one for each way to use it. */
    static List<Path> valueSets() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String name) {
        return FOLDER.resolve("ci").resolve(name + "-values.yaml");
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    /** @param set values that override the file's, as {@code --set} does */
    static List<JsonObject> render(Path values, Map<String, ?> set) {
        var command = new Helm(FOLDER)
                .template()
                .withName("demo")
                .withNamespace("devices")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values);
        set.forEach(command::set);
        return documents(command.call());
    }

    static List<JsonObject> render(Path values) {
        return render(values, Map.of());
    }

    /** The one document of a kind whose name ends so. */
    static JsonObject only(List<JsonObject> manifests, String kind, String nameEnd) {
        List<JsonObject> found = manifests.stream()
                .filter(m -> kind(m).equals(kind) && name(m).endsWith(nameEnd))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " documents are a " + kind + " with a name like " + nameEnd);
        }
        return found.getFirst();
    }

    static String kind(JsonObject manifest) {
        return manifest.get("kind").getAsString();
    }

    static String name(JsonObject manifest) {
        return manifest.getAsJsonObject("metadata").get("name").getAsString();
    }

    static List<JsonObject> documents(String yaml) {
        Gson gson = new Gson();
        Iterable<Object> all = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(Objects::nonNull)
                .map(gson::toJsonTree)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** A container of the DaemonSet. */
    static JsonObject container(List<JsonObject> manifests, String name) {
        JsonArray containers = only(manifests, "DaemonSet", "")
                .getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers");
        return named(containers, name);
    }

    /** A variable of a container's environment. */
    static JsonObject variable(JsonObject container, String name) {
        return named(container.getAsJsonArray("env"), name);
    }

    private static JsonObject named(JsonArray all, String name) {
        return StreamSupport.stream(all.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(e -> e.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }

    /** The names of what a container mounts. */
    static List<String> mounts(JsonObject container) {
        return StreamSupport.stream(container.getAsJsonArray("volumeMounts").spliterator(), false)
                .map(m -> m.getAsJsonObject().get("name").getAsString())
                .toList();
    }
}

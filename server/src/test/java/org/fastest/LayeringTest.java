package org.fastest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fastest.model.NativeLibrary;
import org.junit.jupiter.api.Test;

/** A package is a layer; which layer may know which stands here, and nowhere else. */
class LayeringTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.fastest");

    /** What each layer may import directly; whatever is not listed is forbidden. */
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("model", Set.of()),
                    Map.entry("text", Set.of("model")),
                    Map.entry("syntax", Set.of("model", "text")),
                    Map.entry("config", Set.of("model")),
                    Map.entry("discover", Set.of("model", "text", "syntax", "config")),
                    Map.entry("cache", Set.of("model")),
                    Map.entry(
                            "index",
                            Set.of("model", "text", "syntax", "config", "discover", "cache")),
                    Map.entry("bridge", Set.of("model")),
                    Map.entry("run", Set.of("model", "bridge")),
                    Map.entry("report", Set.of("model", "bridge", "run")),
                    Map.entry(
                            "engine",
                            Set.of(
                                    "model",
                                    "text",
                                    "syntax",
                                    "config",
                                    "discover",
                                    "cache",
                                    "index",
                                    "bridge",
                                    "run")),
                    Map.entry(
                            "cli",
                            Set.of(
                                    "model",
                                    "text",
                                    "syntax",
                                    "config",
                                    "discover",
                                    "cache",
                                    "index",
                                    "bridge",
                                    "run",
                                    "report",
                                    "engine")),
                    Map.entry(
                            "lsp",
                            Set.of(
                                    "model",
                                    "text",
                                    "syntax",
                                    "config",
                                    "discover",
                                    "index",
                                    "bridge",
                                    "run",
                                    "report",
                                    "engine")));

    @Test
    void everyPackageIsALayer() {
        Set<String> found = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            found.add(layer(each));
        }
        found.remove("");
        assertEquals(new TreeSet<>(MAY_IMPORT.keySet()), found);
    }

    @Test
    void layersKnowOnlyThoseBelow() {
        Map<String, String> forbidden = new TreeMap<>();
        int looked = 0;
        for (JavaClass each : CLASSES) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String from = layer(each);
                String to = layer(dependency.getTargetClass());
                if (dependency.getTargetClass().getPackageName().startsWith("org.fastest")
                        && !from.isEmpty()) {
                    looked++;
                    if (!from.equals(to) && !MAY_IMPORT.getOrDefault(from, Set.of()).contains(to)) {
                        forbidden.put(from + " -> " + to, dependency.getDescription());
                    }
                }
            }
        }
        assertTrue(looked > 500, "so few dependencies that the import must have failed: " + looked);
        assertEquals(Map.of(), forbidden);
    }

    @Test
    void theModelIsPlainJava() {
        List<String> foreign = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            if (layer(each).equals("model")) {
                for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                    String target =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (!target.startsWith("java.")
                            && !target.startsWith("org.fastest.model")
                            && !target.startsWith("org.jspecify")
                            && !target.isEmpty()) {
                        foreign.add(dependency.getDescription());
                    }
                }
            }
        }
        assertEquals(List.of(), foreign);
    }

    @Test
    void onlyLspKnowsLsp4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fastest.lsp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.lsp4j..")
                .because("other faces must not change when LSP does")
                .check(CLASSES);
    }

    @Test
    void onlySyntaxAndCacheAreNative() {
        List<String> natives = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            if (calls(each, System.class, "load") || calls(each, System.class, "loadLibrary")) {
                natives.add(each.getName());
            }
            if (calls(each, NativeLibrary.class, "load")
                    && !layer(each).equals("syntax")
                    && !layer(each).equals("cache")) {
                natives.add(each.getName());
            }
        }
        assertEquals(List.of(NativeLibrary.class.getName()), natives);
    }

    @Test
    void onlyTheBridgeStartsProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fastest.bridge..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class)
                .because("whoever starts a process must also know how its whole tree ends")
                .check(CLASSES);
    }

    @Test
    void jsonIsForTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.fastest.bridge..", "org.fastest.report..", "org.fastest.lsp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.gson..")
                .because("inside, a value has a type")
                .check(CLASSES);
    }

    @Test
    void discoveryIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.fastest.discover..",
                        "org.fastest.config..",
                        "org.fastest.syntax..",
                        "org.fastest.text..")
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>("files, clocks or threads") {
                            @Override
                            public boolean test(JavaClass each) {
                                String name = each.getName();
                                return name.equals("java.nio.file.Files")
                                        || name.startsWith("java.io.File")
                                        || name.startsWith("java.net.")
                                        || name.startsWith("java.util.concurrent.Executor")
                                        || name.equals("java.lang.Thread")
                                        || name.startsWith("java.time.");
                            }
                        })
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("the same text and configuration must always give the same tests")
                .check(
                        new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages(
                                        "org.fastest.discover",
                                        "org.fastest.config",
                                        "org.fastest.text"));
    }

    @Test
    void listingsLookAtTheDiskThroughOneView() {
        noClasses()
                .that()
                .haveNameMatching(
                        "org\\.fastest\\.index\\.(Walker|Conftests|FileScan|ModuleStore|ModuleFile|SearchPath"
                                + "|SitePackages|InstalledPlugins|TestRoots)(\\$.*)?")
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>("files") {
                            @Override
                            public boolean test(JavaClass each) {
                                String name = each.getName();
                                return name.equals("java.nio.file.Files")
                                        || name.equals("java.io.File")
                                        || name.startsWith("java.io.FileInput");
                            }
                        })
                .because("what is not noted in DiskView, the index takes for unchanged for ever")
                .check(CLASSES);
    }

    @Test
    void theProcessBelongsToMain() {
        List<String> found = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            if (layer(each).isEmpty()) {
                continue;
            }
            for (String method : List.of("getenv", "exit", "setOut", "setErr")) {
                if (calls(each, System.class, method)) {
                    found.add(each.getName() + " calls System." + method);
                }
            }
            for (JavaAccess<?> access : each.getFieldAccessesFromSelf()) {
                if (access.getTargetOwner().isEquivalentTo(System.class)
                        && !access.getTarget().getName().equals("err")) {
                    found.add(each.getName() + " uses System." + access.getTarget().getName());
                }
            }
        }
        assertEquals(
                List.of(),
                found,
                "a warm engine will serve more than one terminal: streams and environment come as values");
    }

    private static boolean calls(JavaClass each, Class<?> owner, String method) {
        for (JavaAccess<?> call : each.getMethodCallsFromSelf()) {
            if (call.getTargetOwner().isEquivalentTo(owner)
                    && call.getTarget().getName().equals(method)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The package below org.fastest, or empty for the entry point's own and for foreign classes.
     */
    private static String layer(JavaClass each) {
        String name = each.getBaseComponentType().getPackageName();
        return name.startsWith("org.fastest.") ? name.substring("org.fastest.".length()) : "";
    }
}

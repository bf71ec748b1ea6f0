package dev.surprisal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The layout, enforced: docs/architecture.puml is the law. */
@AnalyzeClasses(packages = "dev.surprisal", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.surprisal";
    private static final Path DIAGRAM = Path.of("docs/architecture.puml");

    @ArchTest
    static final ArchRule code_matches_the_diagram =
            classes()
                    .should(
                            adhereToPlantUmlDiagram(
                                    DIAGRAM, consideringOnlyDependenciesInAnyPackage(ROOT + "..")));

    @ArchTest
    static final ArchRule every_package_is_in_the_diagram =
            classes()
                    .that()
                    .resideOutsideOfPackage(ROOT)
                    .should(
                            satisfy(
                                    "be in a package of the diagram",
                                    type ->
                                            diagram()
                                                    .contains(
                                                            "<<" + type.getPackageName() + ">>")));

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stages_never_see_each_other =
            slices().matching(ROOT + ".(ingest|score|aggregate|detect|emit)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule only_the_kernel_touches_the_vector_api =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".kernel")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator..");

    @ArchTest
    static final ArchRule pure_packages_know_no_flink =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + ".event",
                            ROOT + ".kernel",
                            ROOT + ".payload",
                            ROOT + ".server",
                            ROOT + ".config",
                            ROOT + ".compare",
                            ROOT + ".reference",
                            ROOT + ".report",
                            ROOT + ".compression",
                            ROOT + ".corpus",
                            ROOT + ".convention",
                            ROOT + ".demo",
                            ROOT + ".alarm",
                            ROOT + ".notify",
                            ROOT + ".metrics",
                            ROOT + ".probe",
                            ROOT + ".loss",
                            ROOT + ".policy",
                            ROOT + ".cli")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule connectors_only_at_the_edges =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(ROOT + ".ask", ROOT + ".ingest", ROOT + ".emit")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.connector..");

    @ArchTest
    static final ArchRule event_holds_only_records_and_enums =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".event")
                    .should()
                    .beRecords()
                    .orShould()
                    .beEnums()
                    .orShould()
                    .haveSimpleName("package-info");

    @ArchTest
    static final ArchRule every_package_explains_itself =
            classes()
                    .should(
                            satisfy(
                                    "have a package-info beside them",
                                    type ->
                                            type.getPackage().getClasses().stream()
                                                    .anyMatch(
                                                            other ->
                                                                    other.getSimpleName()
                                                                            .equals(
                                                                                    "package-info"))));

    @ArchTest
    static final ArchRule public_classes_are_final_or_abstract =
            classes()
                    .that()
                    .arePublic()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .should()
                    .haveModifier(JavaModifier.FINAL)
                    .orShould()
                    .haveModifier(JavaModifier.ABSTRACT);

    @ArchTest
    static final ArchRule no_junk_drawers =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)(\\$.*)?");

    private static ArchCondition<JavaClass> satisfy(
            String description, java.util.function.Predicate<JavaClass> predicate) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(
                        new SimpleConditionEvent(
                                type, predicate.test(type), type.getName() + ": " + description));
            }
        };
    }

    private static String diagram() {
        try {
            return Files.readString(DIAGRAM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

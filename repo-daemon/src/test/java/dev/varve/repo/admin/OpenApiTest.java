package dev.varve.repo.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.repo.alarm.Alarm;
import dev.varve.repo.metrics.Tasks;
import dev.varve.repo.removal.VaultRemoval;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.CountAuditResult;
import dev.varve.repo.store.CountDifference;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.glassfish.jersey.server.model.Resource;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final List<Class<?>> RESOURCES =
            List.of(
                    LiveResource.class,
                    HealthResource.class,
                    MetricsResource.class,
                    OpenApiResource.class,
                    RepositoryResource.class,
                    ClockResource.class,
                    GuardResource.class,
                    JobResource.class,
                    AlarmResource.class,
                    VaultResource.class,
                    PointResource.class,
                    PolicyResource.class,
                    QuotaResource.class,
                    OrderResource.class,
                    MaintenanceResource.class,
                    LockResource.class,
                    RemovalResource.class,
                    OfficerResource.class);
    private static final List<Class<?>> VIEWS =
            List.of(
                    ErrorView.class,
                    MaintenanceResource.IntegrityView.class,
                    MaintenanceResource.DamagedPoint.class,
                    HealthResource.HealthView.class,
                    HealthResource.CheckView.class,
                    RepositoryResource.RepositoryView.class,
                    ClockResource.ClockView.class,
                    GuardResource.GuardView.class,
                    JobViews.JobView.class,
                    JobViews.JobHistory.class,
                    JobViews.RunningView.class,
                    JobViews.RunView.class,
                    Alarm.class,
                    Tasks.Task.class,
                    VaultResource.VaultView.class,
                    VaultResource.KeySlotView.class,
                    VaultResource.SessionView.class,
                    PointResource.PointView.class,
                    PointResource.ImageView.class,
                    PointResource.ChainView.class,
                    PolicyResource.PolicyView.class,
                    PolicyResource.PlannedView.class,
                    PolicyResource.PlanView.class,
                    PolicyResource.AppliedView.class,
                    OrderResource.OrderView.class,
                    QuotaResource.QuotaView.class,
                    QuotaResource.QuotaWish.class,
                    LockResource.LabelView.class,
                    LockResource.HoldView.class,
                    LockResource.LockRequest.class,
                    LockResource.HoldRequest.class,
                    OfficerResource.ActView.class,
                    OfficerResource.ActWish.class,
                    OfficerResource.ActRefusal.class,
                    VaultRemoval.Removed.class,
                    CompactionResult.class,
                    CountAuditResult.class,
                    CountDifference.class);

    private final JsonNode document =
            new ObjectMapper().readTree(new OpenApiResource().description());

    OpenApiTest() throws IOException {}

    @Test
    void everyResourceIsDescribedAndNothingElse() {
        Set<String> served = new TreeSet<>();
        for (Class<?> type : RESOURCES) {
            collect("", Resource.from(type), served);
        }

        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(
                                        method -> described.add(method + " " + path.getKey())));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void everyBodyIsDescribedFieldByField() {
        JsonNode schemas = document.get("components").get("schemas");

        assertThat(VIEWS.stream().map(Class::getSimpleName).collect(Collectors.toSet()))
                .isEqualTo(names(schemas));
        for (Class<?> view : VIEWS) {
            Set<String> fields =
                    Arrays.stream(view.getRecordComponents())
                            .map(RecordComponent::getName)
                            .collect(Collectors.toSet());
            assertThat(names(schemas.get(view.getSimpleName()).get("properties")))
                    .as(view.getSimpleName())
                    .isEqualTo(fields);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void collect(String above, Resource resource, Set<String> into) {
        String own = resource.getPath().startsWith("/") ? "" : "/";
        String path = above + own + resource.getPath();
        resource.getResourceMethods()
                .forEach(method ->
                        into.add(method.getHttpMethod().toLowerCase(Locale.ROOT) + " " + path));
        resource.getChildResources().forEach(child -> collect(path, child, into));
    }
}

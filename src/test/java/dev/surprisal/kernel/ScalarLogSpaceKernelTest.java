package dev.surprisal.kernel;

import org.junit.jupiter.api.Nested;

/** The scalar kernel keeps the contract. */
final class ScalarLogSpaceKernelTest {
    @Nested
    final class Contract extends LogSpaceKernelContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new ScalarLogSpaceKernel();
        }
    }

    @Nested
    final class EdgeCases extends LogSpaceEdgeCasesContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new ScalarLogSpaceKernel();
        }
    }

    @Nested
    final class Golden extends LogSpaceGoldenContractTest {
        @Override
        LogSpaceKernel kernel() {
            return new ScalarLogSpaceKernel();
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IntentSimulation} from "../../../contracts/simulation/IntentSimulation.sol";
import {Trial} from "../../../contracts/simulation/Trial.sol";
import {VM} from "../support/Vm.sol";

/// @dev What calls are made to.
contract Subject {
    uint256 public count;

    function countFirst() external {
        require(count == 0, "counted before");
        count = 1;
    }

    function refuse(bytes calldata reason) external pure {
        bytes memory copy = reason;
        assembly ("memory-safe") {
            revert(add(copy, 32), mload(copy))
        }
    }

    function answer() external pure returns (uint256) {
        return 7;
    }

    /// @dev Uses gas until so much of it is gone.
    function spend(uint256 amount) external view {
        uint256 before = gasleft();
        while (before - gasleft() < amount) {}
    }

    function burn() external pure {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

contract IntentSimulationTest {
    uint256 private constant LIMIT = 1_000_000;

    Subject private subject;

    function setUp() public {
        subject = new Subject();
    }

    function test_EachCallMeetsTheSameState() external {
        bytes memory call = abi.encodeCall(Subject.countFirst, ());
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(call, call, call));
        VM.assertEq(outcomes.length, 3, "outcomes");
        for (uint256 i = 0; i < outcomes.length; ++i) {
            VM.assertTrue(outcomes[i].success, "success");
            VM.assertEq(outcomes[i].reason, "", "reason");
        }
        VM.assertEq(subject.count(), 0, "count");
    }

    function test_ARefusalHasItsReasonAndHoldsUpNoOther() external {
        bytes memory refusal = abi.encodeCall(Subject.refuse, ("no"));
        bytes memory call = abi.encodeCall(Subject.countFirst, ());
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(call, refusal, call));
        VM.assertFalse(outcomes[1].success, "refused");
        VM.assertEq(outcomes[1].reason, "no", "reason");
        VM.assertTrue(outcomes[0].success && outcomes[2].success, "others");
    }

    function test_AReasonIsCutBehind512Bytes() external {
        bytes memory longest = _bytes(512);
        bytes memory longer = bytes.concat(longest, "!");
        bytes memory one = abi.encodeCall(Subject.refuse, (longest));
        bytes memory other = abi.encodeCall(Subject.refuse, (longer));
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(one, other, one));
        VM.assertEq(outcomes[0].reason, longest, "of 512");
        VM.assertEq(outcomes[1].reason, longest, "of 513");
    }

    function test_AnAnswerIsNoReason() external {
        bytes memory call = abi.encodeCall(Subject.answer, ());
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(call, call, call));
        VM.assertTrue(outcomes[0].success, "success");
        VM.assertEq(outcomes[0].reason, "", "reason");
    }

    function test_NoCallGetsMoreThanItsLimit() external {
        bytes memory burning = abi.encodeCall(Subject.burn, ());
        bytes memory call = abi.encodeCall(Subject.countFirst, ());
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(burning, burning, call));
        for (uint256 i = 0; i < 2; ++i) {
            VM.assertFalse(outcomes[i].success, "burnt");
            VM.assertTrue(outcomes[i].gasUsed >= LIMIT && outcomes[i].gasUsed < LIMIT + 5_000, "burnt gas");
        }
        VM.assertTrue(outcomes[2].success, "the next");
    }

    function test_GasIsThatOfTheCall() external {
        bytes memory little = abi.encodeCall(Subject.spend, (50_000));
        bytes memory much = abi.encodeCall(Subject.spend, (250_000));
        IntentSimulation.Outcome[] memory outcomes = _simulate(_three(little, little, much));
        uint256 difference = outcomes[2].gasUsed - outcomes[1].gasUsed;
        VM.assertTrue(difference > 199_000 && difference < 201_000, "difference");
        VM.assertTrue(outcomes[1].gasUsed >= 50_000 && outcomes[1].gasUsed < 55_000, "gas");
    }

    function test_ATrialWithoutGasSaysNothing() external {
        Trial trial = new Trial();
        bytes memory attempt = abi.encodeCall(Trial.attempt, (address(subject), "", LIMIT));
        (bool success, bytes memory answer) = address(trial).call{gas: 700}(attempt);
        VM.assertFalse(success, "success");
        VM.assertEq(answer, "", "answer");
    }

    function test_NoCallsHaveNoOutcomes() external {
        VM.assertEq(_simulate(new bytes[](0)).length, 0, "outcomes");
    }

    /// @dev What the creation returns is where code would be.
    function _simulate(bytes[] memory calls) private returns (IntentSimulation.Outcome[] memory) {
        IntentSimulation simulation = new IntentSimulation(address(subject), calls, LIMIT);
        return abi.decode(address(simulation).code, (IntentSimulation.Outcome[]));
    }

    function _three(
        bytes memory one,
        bytes memory two,
        bytes memory three
    ) private pure returns (bytes[] memory calls) {
        calls = new bytes[](3);
        (calls[0], calls[1], calls[2]) = (one, two, three);
    }

    function _bytes(uint256 length) private pure returns (bytes memory filled) {
        filled = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            filled[i] = bytes1(uint8(i));
        }
    }
}

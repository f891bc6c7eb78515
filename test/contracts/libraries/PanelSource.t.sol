// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPanelSource} from "../../../contracts/interfaces/IJurorPool.sol";
import {PanelSource} from "../../../contracts/libraries/PanelSource.sol";
import {PanelSourceReference} from "../references/PanelSourceReference.sol";
import {VM} from "../support/Vm.sol";

/// @dev Answers everything with the same bytes, or reverts with them.
contract AnyAnswer {
    bytes private _answer;
    bool private _refuses;

    function setAnswer(bytes calldata answer, bool refuses) external {
        (_answer, _refuses) = (answer, refuses);
    }

    fallback() external {
        bytes memory answer = _answer;
        bool refuses = _refuses;
        assembly ("memory-safe") {
            if refuses {
                revert(add(answer, 0x20), mload(answer))
            }
            return(add(answer, 0x20), mload(answer))
        }
    }
}

/// @dev Answers of a pool, sensible or not, against a reference in plain Solidity.
contract PanelSourceTest {
    AnyAnswer private immutable POOL = new AnyAnswer();

    function testFuzz_Panels(address[] memory panel, uint256 size, uint256 place, uint256 word) external {
        panel = _resized(panel, size % 34);
        bytes memory answer = abi.encode(panel);
        _requireSame(answer);
        // One word is another.
        place = 32 * (place % (answer.length / 32));
        for (uint256 i = 0; i < 32; ++i) answer[place + i] = bytes1(uint8(word >> (248 - 8 * i)));
        _requireSame(answer);
    }

    function testFuzz_CutOrLongerPanels(address[] memory panel, uint256 size, uint256 length) external {
        bytes memory answer = abi.encode(_resized(panel, size % 34));
        bytes memory other = new bytes(length % (answer.length + 70));
        for (uint256 i = 0; i < other.length && i < answer.length; ++i) other[i] = answer[i];
        _requireSame(other);
    }

    function testFuzz_AnyBytes(bytes calldata answer) external {
        _requireSame(answer);
    }

    function testFuzz_Fees(uint256 fee, uint256 shift) external {
        _requireSame(abi.encode(fee >> (shift % 256)));
        _requireSame(abi.encode(uint256(type(uint96).max) + (fee % 2)));
    }

    function test_NoCode() external view {
        (bool answered, ) = PanelSource.seatFeeOf(address(0x9001));
        VM.assertFalse(answered, "fee");
        (answered, ) = PanelSource.draw(address(0x9001), "");
        VM.assertFalse(answered, "panel");
    }

    function _requireSame(bytes memory answer) private {
        for (uint256 i = 0; i < 2; ++i) {
            POOL.setAnswer(answer, i == 1);
            _requireSameFee();
            _requireSamePanel();
        }
    }

    function _requireSameFee() private view {
        bytes memory question = abi.encodeCall(IPanelSource.seatFee, ());
        (bool answered, uint256 fee) = PanelSource.seatFeeOf(address(POOL));
        (bool expected, uint256 expectedFee) = PanelSourceReference.seatFeeOf(address(POOL), question);
        VM.assertEq(answered, expected, "answered with a fee");
        if (answered) VM.assertEq(fee, expectedFee, "fee");
    }

    function _requireSamePanel() private view {
        (bool answered, address[] memory panel) = PanelSource.draw(address(POOL), "draw");
        bytes32 behind = keccak256(abi.encode(panel));
        (bool expected, address[] memory expectedPanel) = PanelSourceReference.draw(address(POOL), "draw");
        VM.assertEq(answered, expected, "answered with a panel");
        VM.assertEq(abi.encode(panel), abi.encode(expectedPanel), "panel");
        VM.assertEq(behind, keccak256(abi.encode(panel)), "it stays in memory as it was");
    }

    function _resized(address[] memory list, uint256 size) private pure returns (address[] memory other) {
        other = new address[](size);
        for (uint256 i = 0; i < size; ++i) other[i] = i < list.length ? list[i] : address(uint160(i));
    }
}

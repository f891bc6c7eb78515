// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AddressList} from "../../../contracts/libraries/AddressList.sol";
import {Ascending} from "../../../contracts/libraries/Ascending.sol";
import {AscendingReference} from "../references/AscendingReference.sol";
import {VM} from "../support/Vm.sol";

contract AscendingTest {
    using AddressList for address[];
    using Ascending for address[];

    /// @dev Accounts come in any order, some of them twice; then one of them goes.
    function testFuzz_TheListIsTheReferences(uint256 seed) external pure {
        uint256 size = 1 + (seed % 12);
        address[] memory list = new address[](size + 1);
        address[] memory expected = new address[](0);
        uint256 count;
        for (uint256 i = 0; i < size; ++i) {
            address account = _accountOf(uint256(keccak256(abi.encode(seed, i))));
            uint256 before = expected.length;
            expected = AscendingReference.insert(expected, account);
            bool fresh = list.insert(count, account);
            VM.assertEq(fresh, expected.length != before, "fresh");
            if (fresh) ++count;
        }
        address gone = expected[(seed >> 8) % count];
        list.remove(count--, gone);
        list.truncate(count);
        VM.assertEq(abi.encode(list), abi.encode(AscendingReference.remove(expected, gone)), "list");
    }

    /// @dev Memory around the list stays as it was.
    function test_InsertWritesTheListOnly() external pure {
        bytes32[2] memory before = [keccak256("before"), keccak256("before, too")];
        address[] memory list = new address[](2);
        bytes32[2] memory behind = [keccak256("behind"), keccak256("behind, too")];
        list.insert(0, address(2));
        list.insert(1, address(1));
        VM.assertTrue(list[0] == address(1) && list[1] == address(2), "list");
        VM.assertEq(list.length, uint256(2), "length");
        VM.assertTrue(before[0] == keccak256("before") && before[1] == keccak256("before, too"), "before");
        VM.assertTrue(behind[0] == keccak256("behind") && behind[1] == keccak256("behind, too"), "behind");
    }

    /// @return One of few accounts, or one at an end of the range, or any; without a bit above an address's.
    function _accountOf(uint256 random) private pure returns (address) {
        if (random % 4 == 0) return address(uint160(1 + ((random >> 8) % 4)));
        if (random % 4 == 1) return (random >> 8) % 2 == 0 ? address(0) : address(type(uint160).max);
        return address(uint160((random >> 8) & type(uint160).max));
    }
}

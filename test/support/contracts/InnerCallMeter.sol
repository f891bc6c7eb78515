// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title InnerCallMeter
/// @notice Makes calls from inside a contract and reports what each took, the price of reaching the target included.
contract InnerCallMeter {
    /// @param target The contract called every time.
    /// @param calls The call data of each call, in order.
    /// @return used Gas of each call.
    function measure(address target, bytes[] calldata calls) external returns (uint256[] memory used) {
        used = new uint256[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes memory data = calls[i];
            bool success;
            uint256 spent;
            assembly ("memory-safe") {
                let before := gas()
                success := call(gas(), target, 0, add(data, 0x20), mload(data), 0, 0)
                spent := sub(before, gas())
            }
            require(success, "InnerCallMeter: a call reverted");
            used[i] = spent;
        }
    }
}

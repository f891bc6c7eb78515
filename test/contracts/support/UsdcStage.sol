// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {UsdcProxy} from "../../support/contracts/UsdcProxy.sol";
import {UsdcStandIn} from "../../support/contracts/UsdcStandIn.sol";

/// @notice A USDC stand-in of which the test contract is minter, pauser and blacklister.
abstract contract UsdcStage {
    UsdcStandIn internal usdc;

    function _deployUsdc() internal {
        UsdcStandIn code = new UsdcStandIn();
        bytes memory initialization = abi.encodeCall(
            UsdcStandIn.initialize,
            ("USD Coin", address(this), address(this), address(this))
        );
        usdc = UsdcStandIn(address(new UsdcProxy(address(code), address(0xad), initialization)));
        usdc.configureMinter(address(this), type(uint256).max);
    }

    function _mint(address to, uint256 amount) internal {
        usdc.mint(to, amount);
    }
}

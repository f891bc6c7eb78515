// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IErc792Arbiter} from "../../../contracts/interfaces/IErc792Arbiter.sol";
import {CentralArbitrator} from "../../support/contracts/CentralArbitrator.sol";
import {DisputesBase} from "./DisputesBase.sol";
import {TermsFixture} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice A bridge to a court of one, which rules among five payouts, and people with coin to pay its fee.
abstract contract BridgeBase is DisputesBase {
    uint256 internal constant COST = 0.1 ether;
    uint256 internal constant PURSE = 10 ether;

    CentralArbitrator internal court;
    IErc792Arbiter internal bridge;

    function setUp() public virtual override {
        super.setUp();
        court = new CentralArbitrator();
        bridge = _deployBridge(address(quittance), address(court), 5);
        address[5] memory people = [BUYER, SELLER, PAYER, STRANGER, address(this)];
        for (uint256 i = 0; i < people.length; ++i) VM.deal(people[i], PURSE);
    }

    /// @dev From its artifact, as the contract it serves; passes on why it was not built.
    function _deployBridge(address escrow, address arbitrator, uint256 choices) internal returns (IErc792Arbiter) {
        bytes memory creation = bytes.concat(
            VM.getCode("Erc792Arbiter.sol:Erc792Arbiter"),
            abi.encode(escrow, arbitrator, "chamber 3", choices)
        );
        address deployed;
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
            if iszero(deployed) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
        return IErc792Arbiter(deployed);
    }

    /// @return fixture Contestable terms whose arbiter is the bridge.
    function _named() internal view returns (TermsFixture memory fixture) {
        fixture = _contestable();
        fixture.arbiter = address(bridge);
    }

    /// @dev The buyer contested the verdict 10000, round 2 said 3000, the seller went to the arbiter; all at NOW.
    function _bringBefore(TermsFixture memory fixture) internal returns (bytes32 dealId) {
        dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
    }

    function _dispute(TermsFixture memory fixture, address payer, uint256 value) internal returns (uint256) {
        VM.prank(payer);
        return bridge.dispute{value: value}(fixture.whole(), 0);
    }

    /// @return id Of a case that `payer` brought, the court ruled and somebody enforced.
    function _enforced(TermsFixture memory fixture, address payer, uint256 ruling) internal returns (uint256 id) {
        _bringBefore(fixture);
        id = _dispute(fixture, payer, COST);
        court.give(bridge, id, ruling);
        bridge.enforce(fixture.whole(), 0);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {GasGuzzlingWallet} from "../../support/contracts/GasGuzzlingWallet.sol";
import {DealStage} from "../support/DealStage.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The submitter that gives a call just enough gas for the step it wants to fail. Promise 17: low gas never changes
/// an outcome; a call that fails for want of gas reverts everything.
contract GasStarverTest is DealStage {
    bytes private call;

    function setUp() public override {
        super.setUp();
        TermSheet memory sheet = _terms();
        _open(sheet);
        call = abi.encodeCall(quittance.submitVerdict, (sheet.whole(), 0, EVIDENCE, _verdict(sheet, 0, 7_000)));
    }

    function _terms() private view returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.gridStep = 1_000;
    }

    /// @return outcome 0 when the call reverted, else a fingerprint of everything it changed.
    function _outcome(uint256 gasLimit) private returns (bytes32 outcome) {
        TermSheet memory sheet = _terms();
        uint256 snapshot = VM.snapshotState();
        bytes memory data = call;
        (bool done, ) = address(quittance).call{gas: gasLimit}(data);
        if (done) {
            outcome = keccak256(
                abi.encode(
                    usdc.balanceOf(SELLER),
                    usdc.balanceOf(BUYER),
                    quittance.refusedOf(SELLER),
                    quittance.refusedOf(BUYER),
                    _unsettled(_dealId(sheet))
                )
            );
        }
        VM.revertToState(snapshot);
    }

    /// @dev Swept from far too little to plenty, in steps smaller than any single step of the call costs.
    function _sweep() private {
        bytes32 expected = _outcome(2_000_000);
        VM.assertNotEq(expected, bytes32(0), "with plenty of gas the verdict settles");
        uint256 starved;
        for (uint256 gasLimit = 20_000; gasLimit <= 420_000; gasLimit += 997) {
            bytes32 outcome = _outcome(gasLimit);
            if (outcome == bytes32(0)) ++starved;
            else VM.assertEq(outcome, expected, "gas decided the outcome");
        }
        VM.assertGe(starved, 100, "the sweep reached the calls that starve");
    }

    function test_promise_17_BothPartiesArePaid() external {
        _sweep();
    }

    function test_promise_17_TheSellerIsRefused() external {
        usdc.blacklist(SELLER);
        _sweep();
    }

    function test_promise_17_BothAreRefused() external {
        usdc.blacklist(SELLER);
        usdc.blacklist(BUYER);
        _sweep();
    }

    function test_promise_17_TheTokenIsPaused() external {
        usdc.pause();
        _sweep();
    }

    function test_AGuzzlingSignerCostsItsCallerABoundedSum() external {
        GasGuzzlingWallet wallet = new GasGuzzlingWallet(SELLER);
        TermSheet memory terms = _sheet();
        terms.seller = address(wallet);
        terms.salt = 2;
        bytes memory payment = _buyerSignature(terms);
        bytes memory data = abi.encodeCall(quittance.open, (terms.whole(), payment, new bytes(65)));
        uint256 before = gasleft();
        (bool done, ) = address(quittance).call{gas: 3_000_000}(data);
        uint256 used = before - gasleft();
        VM.assertFalse(done, "a signer that never answers has not consented");
        VM.assertLe(used, 350_000, "the signer's share of gas is bounded");
    }

    function test_AContractSignerIsNotAskedWithTooLittleGas() external {
        GasGuzzlingWallet wallet = new GasGuzzlingWallet(SELLER);
        TermSheet memory terms = _sheet();
        terms.seller = address(wallet);
        terms.salt = 2;
        bytes memory payment = _buyerSignature(terms);
        bytes memory data = abi.encodeCall(quittance.open, (terms.whole(), payment, new bytes(65)));
        (bool done, bytes memory reason) = address(quittance).call{gas: 120_000}(data);
        VM.assertFalse(done, "too little gas");
        VM.assertEq(
            bytes32(bytes4(reason)),
            bytes32(Signatures.Quittance_InsufficientGas.selector),
            "the caller is told to give more"
        );
    }
}
